import { createHash, timingSafeEqual } from 'node:crypto'
import type { Access } from '@clearway/contract'
import type { FastifyRequest } from 'fastify'
import type { Caller } from '../caller.ts'
import { findCredential } from '../db/tables/credentials.ts'
import { transact } from '../db/connection/transaction.ts'
import { findLogin, replacePassword } from '../db/tables/users.ts'
import { hashPassword, isOutdated, verifyPassword } from '../auth/password.ts'
import { readToken } from '../auth/read-token.ts'
import type { AuthDeps } from '../auth/auth-deps.ts'
import { ActionError } from '../errors.ts'
import { storableText } from '../storable-text.ts'
import { workspace } from '../workspace.ts'
import { cookieName } from './session-cookie.ts'

/** The caller, by the Authorization header or the cookie; undefined if the request carries neither. */
export async function authenticate(deps: AuthDeps, request: FastifyRequest, access: Access): Promise<Caller | undefined> {
  const caller = await identify(deps, request, access)
  if (caller?.attempt === undefined || deps.taskRights === 'own') return caller
  return { ...caller, attempt: { ...caller.attempt, confined: false } }
}

async function identify(deps: AuthDeps, request: FastifyRequest, access: Access): Promise<Caller | undefined> {
  const header = request.headers.authorization
  if (header !== undefined) {
    const [scheme = '', value = ''] = header.split(/ +/, 2)
    if (value === '') throw new ActionError('malformed_credentials')
    if (scheme.toLowerCase() === 'basic') return byBasic(deps, value, request.ip)
    if (scheme.toLowerCase() === 'bearer') return byToken(deps, value)
    throw new ActionError('malformed_credentials', { scheme })
  }
  const cookie = request.cookies[cookieName]
  if (cookie === undefined || cookie === '') return undefined
  if (access === 'anyone' || access === 'viewer') refuseForeignRead(request)
  else refuseForeignWrite(request, deps)
  // A browser may hold the cookie of a session that has ended, or of another server at this address: that keeps nobody from logging in.
  return access === 'anyone' ? byToken(deps, cookie).catch(unlessRefused) : byToken(deps, cookie)
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof ActionError) return undefined
  throw error
}

/** Refuses to log a browser in by what a page of another site sends. Programs name no origin. */
export function refuseForeignLogin(request: FastifyRequest, deps: AuthDeps): void {
  if (request.headers.origin === undefined && request.method === 'POST') return
  refuseForeignWrite(request, deps)
}

/** Refuses a write with a cookie unless it is a POST from this origin: browsers send the cookie for foreign pages too, which could write in the user's name. */
function refuseForeignWrite({ method, headers: { origin }, host }: FastifyRequest, { publicUrl }: AuthDeps): void {
  const from = origin === undefined ? null : URL.parse(origin)
  if (method === 'POST' && from !== null && [host, URL.parse(publicUrl)?.host].includes(from.host)) return
  throw new ActionError('cross_site', { method })
}

/**
 * Refuses a read with a cookie if its headers show that a page of another site makes it. Other foreign reads are harmless, because the page cannot see the
 * answer.
 */
function refuseForeignRead({ method, headers }: FastifyRequest): void {
  if (headers['sec-fetch-site'] === 'cross-site') throw new ActionError('cross_site', { method })
}

/** The form of access keys: ours, and those of ClearML's servers. */
const keyForm = /^[0-9A-Z]{20,}$/

async function isLogin({ scope }: AuthDeps, login: string): Promise<boolean> {
  return (await findLogin({ ...scope, company: workspace.id }, login)) !== undefined
}

/** The caller of a key pair, or of a user's name and password. */
async function byBasic(deps: AuthDeps, value: string, address: string): Promise<Caller> {
  const [key = '', ...rest] = storableText(Buffer.from(value, 'base64').toString('utf8')).split(':')
  const secret = rest.join(':')
  if (key === '' || rest.length === 0) throw new ActionError('malformed_credentials')
  const found = await findCredential(deps.scope, key)
  // A key that is not there any more, such as that of a deleted attempt: its program goes on calling, and must not use up the passwords of its address.
  if (found === undefined && keyForm.test(key) && !(await isLogin(deps, key))) return deps.loginLimit.wrongKey(address)
  if (found === undefined) return deps.loginLimit.password({ address, account: key }, () => byPassword(deps, key, secret))
  if (!sameSecret(found.secret, secret) || found.revoked === 1) return deps.loginLimit.wrongKey(address)
  return { ...found.caller, accessKey: key, session: `key:${key}` }
}

async function byPassword({ scope }: AuthDeps, login: string, password: string): Promise<Caller> {
  const found = await findLogin({ ...scope, company: workspace.id }, login)
  const isRight = await verifyPassword(password, found?.password ?? null)
  if (found === undefined || !isRight) throw new ActionError('invalid_credentials')
  const { password: stored, company, ...user } = found
  if (isOutdated(stored)) {
    const to = await hashPassword(password)
    await transact({ ...scope, company }, (tx) => replacePassword(tx, user.id, { from: stored, to }))
  }
  return { company, user, credential: 'user', session: `user:${user.id}` }
}

function sameSecret(hash: string, secret: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), createHash('sha256').update(secret).digest())
}

async function byToken(deps: AuthDeps, token: string): Promise<Caller> {
  const caller = await readToken(deps, token)
  if ('error' in caller) throw new ActionError(caller.revoked ? 'token_revoked' : 'invalid_token', { reason: caller.error })
  return caller
}
