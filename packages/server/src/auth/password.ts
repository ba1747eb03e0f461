import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import { ActionError } from '../errors.ts'

/**
 * Hashing has two of the four threads that Node also reads and writes files with. Without a lane of its own, a few hundred passwords tried at once would
 * keep uploads waiting until the last of them is hashed.
 */
const lane = pLimit(2)
/** About five seconds of hashing. */
const mostWaiting = 150

const scryptOf = promisify(scrypt) as (password: string, salt: Buffer, length: number) => Promise<Buffer>

async function derive(password: string, salt: Buffer): Promise<Buffer> {
  if (lane.pendingCount >= mostWaiting) throw new ActionError('too_many_requests', { seconds: 5 })
  return lane(() => scryptOf(password, salt, 32))
}

/** `scrypt:<salt>:<key>`, both base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt)
  return `scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`
}

/** `stored` is null where there is no such user or he has no password: finding that out takes as long, so that it does not show. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, salt = '', key = ''] = (stored ?? '').split(':')
  const wanted = Buffer.from(key, 'base64url')
  const derived = await derive(password, Buffer.from(salt, 'base64url'))
  return wanted.length === derived.length && timingSafeEqual(wanted, derived)
}
