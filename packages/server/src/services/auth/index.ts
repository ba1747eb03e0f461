import { transact } from '../../db/connection/transaction.ts'
import type { auth, Implementation } from '@clearway/contract'
import type { Context } from '../../context.ts'
import { isVoid } from '../../auth/authorize.ts'
import { hashSecret, newKeyPair } from '../../auth/key-pair.ts'
import { readToken } from '../../auth/read-token.ts'
import { addCredential, labelCredential, listCredentials, recordKeysChange, revokeCredential } from '../../db/tables/credentials.ts'
import { isoTime } from '../../db/sql/iso-time.ts'
import { revokeSession } from '../../db/tables/sessions.ts'
import { create_user, edit_user, get_token_for_user, set_password } from './accounts.ts'
import { login } from './login.ts'
import { create_ticket, redeem_ticket } from './tickets.ts'

export const authService: Implementation<typeof auth, Context> = {
  login,
  create_ticket,
  redeem_ticket,
  create_user,
  edit_user,
  set_password,
  get_token_for_user,
  logout: async (_, ctx) => {
    await transact(ctx, (tx) => revokeSession(tx, tx.session))
    return {}
  },
  validate_token: async ({ token }, ctx) => {
    const caller = await readToken(ctx.auth, token)
    if (!('error' in caller) && isVoid(caller)) return { valid: false, msg: 'the attempt that it was made for has ended' }
    return 'error' in caller ? { valid: false, msg: caller.error } : { valid: true, user: caller.user.id, company: caller.company }
  },
  fixed_users_mode: () =>
    Promise.resolve({
      enabled: false,
      guest: { enabled: false },
      server_errors: { missed_es_upgrade: false, es_connection_error: false },
    }),
  create_credentials: async ({ label }, ctx) => {
    const { accessKey, secretKey } = newKeyPair()
    await transact(ctx, async (tx) => {
      await addCredential(tx, { accessKey, secretHash: hashSecret(secretKey), user: tx.user.id, label: label ?? null })
      recordKeysChange(tx, tx.user.id)
    })
    return { credentials: { access_key: accessKey, secret_key: secretKey, ...(label === undefined ? {} : { label }) } }
  },
  get_credentials: async (_, ctx) => {
    const rows = await listCredentials(ctx, ctx.user.id)
    return {
      credentials: rows.map(({ access_key, label, created, last_used, last_used_from }) => ({
        access_key,
        created: isoTime(created),
        ...(label === null ? {} : { label }),
        ...(last_used === null ? {} : { last_used: isoTime(last_used) }),
        ...(last_used_from === null ? {} : { last_used_from }),
      })),
    }
  },
  edit_credentials: async ({ access_key, label }, ctx) => {
    await transact(ctx, (tx) => labelCredential(tx, tx.user.id, access_key, label ?? null))
    return { updated: 1 }
  },
  revoke_credentials: async ({ access_key }, ctx) => {
    await transact(ctx, (tx) => revokeCredential(tx, tx.user.id, access_key))
    return { revoked: 1 }
  },
}
