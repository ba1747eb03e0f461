import { SignJWT } from 'jose'
import type { Caller } from '../caller.ts'
import { addSession } from '../db/tables/sessions.ts'
import { transact } from '../db/connection/transaction.ts'
import { apiVersion } from '@clearway/contract/wire'
import { clearmlVersion } from '../clearml-version.ts'
import { workspace } from '../workspace.ts'
import type { AuthDeps } from './auth-deps.ts'

/** Makes a token with the claims that ClearML's clients read, and stores its session. Source: the answers of ClearML server 2.3.0. */
export async function issueToken(deps: AuthDeps, caller: Caller, seconds: number): Promise<string> {
  const { scope } = deps
  const session = scope.newId()
  const created = scope.now()
  const expires = created + seconds * 1000
  const { user, accessKey = null } = caller
  const bound = { accessKey, attempt: caller.attempt?.id ?? null, actor: caller.actor?.id ?? null }
  const row = { id: session, company: caller.company, user: user.id, ...bound, created, expires }
  await transact(scope, (tx) => addSession(tx, row))
  return new SignJWT({
    auth_type: 'Bearer',
    identity: {
      user: caller.user.id,
      company: caller.company,
      role: caller.user.role,
      user_name: caller.user.name,
      company_name: workspace.name,
    },
    session_id: session,
    env: '<unknown>',
    api_version: apiVersion,
    server_version: clearmlVersion,
    server_build: '0',
    feature_set: 'basic',
  })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt(new Date(created))
    .setExpirationTime(new Date(expires))
    .sign(deps.tokenSecret)
}
