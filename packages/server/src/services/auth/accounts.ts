import { givenOf } from '@clearway/contract/given'
import type { auth } from '@clearway/contract'
import { actingFor, actingSeconds } from '../../auth/acting.ts'
import { hashPassword } from '../../auth/password.ts'
import { issueToken } from '../../auth/token.ts'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { readUser } from '../../db/tables/users.ts'
import { addAccount } from '../../users/add-user.ts'
import { editAccount, setOwnPassword } from '../../users/edit-user.ts'
import { refuseOtherCompany } from '../../users/other-company.ts'
import { verifyOwnPassword } from '../../users/verify-own-password.ts'

const defaultSeconds = 900

/** Adds a user. The password is hashed before the transaction, which must not wait for it. */
export const create_user: Handler<typeof auth.create_user> = async ({ company, password, role = 'user', ...given }, ctx) => {
  refuseOtherCompany(ctx, company)
  const user = { ...given, id: ctx.newId(), role, password: password === undefined ? null : await hashPassword(password) }
  await transact(ctx, (tx) => addAccount(tx, user))
  ctx.log.info({ user: user.id, name: user.name, role, by: ctx.user.id }, 'Added a user')
  return { id: user.id }
}

export const edit_user: Handler<typeof auth.edit_user> = async ({ user, password, ...given }, ctx) => {
  const fields = givenOf(given)
  const hash = typeof password === 'string' ? await hashPassword(password) : password
  const updated = await transact(ctx, (tx) => editAccount(tx, user, { ...fields, password: hash }))
  if (updated > 0) ctx.log.info({ user, ...fields, ...(hash === undefined ? {} : { login: 'changed' }), by: ctx.user.id }, 'Changed a user')
  return { updated, fields }
}

export const set_password: Handler<typeof auth.set_password> = async ({ password, current }, ctx) => {
  const former = await verifyOwnPassword(ctx, current)
  const hash = await hashPassword(password)
  await transact(ctx, (tx) => setOwnPassword(tx, { former, password: hash }))
  ctx.log.info({ user: ctx.user.id }, 'Set the own password')
  return { updated: 1 }
}

/** Makes a token whose session names the administrator, with whose key pair it ends. */
export const get_token_for_user: Handler<typeof auth.get_token_for_user> = async ({ user: id, company, expiration_sec }, ctx) => {
  refuseOtherCompany(ctx, company)
  const { name, role } = await readUser(ctx, id)
  const seconds = Math.min(expiration_sec ?? defaultSeconds, actingSeconds)
  const caller = actingFor(ctx, { id, name, role }, ctx.now() + seconds * 1000)
  ctx.log.info({ user: id, name, by: ctx.user.id, byName: ctx.user.name, seconds }, 'Made a token to act in another user’s name')
  return { token: await issueToken(ctx.auth, caller, seconds) }
}
