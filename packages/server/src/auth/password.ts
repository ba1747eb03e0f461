import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import pLimit from 'p-limit'
import { ActionError } from '../errors.ts'

/**
 * Hashing gets two of the four threads with which Node also reads and writes files. Without this limit, a few hundred passwords tried at once would keep
 * uploads waiting until the last of them is hashed.
 */
const limit = pLimit(2)
/** About five seconds of hashing. */
const mostWaiting = 150

/** The cost of a hash: 2^ln rounds over blocks of size r, p times. */
interface Cost {
  readonly ln: number
  readonly r: number
  readonly p: number
}
interface Hash {
  readonly cost: Cost
  readonly salt: Buffer
  readonly key: Buffer
}

const currentCost: Cost = { ln: 14, r: 8, p: 1 }
const keyBytes = 32
const nobody: Hash = { cost: currentCost, salt: Buffer.alloc(16), key: Buffer.alloc(0) }

const scryptOf = promisify(scrypt) as (password: string, salt: Buffer, length: number, options: ScryptOptions) => Promise<Buffer>

async function derive(password: string, salt: Buffer, { ln, r, p }: Cost): Promise<Buffer> {
  if (limit.pendingCount >= mostWaiting) throw new ActionError('too_many_requests', { seconds: 5 })
  // By default Node refuses to use more than 32 MiB, which a higher cost would need.
  return limit(() => scryptOf(password, salt, keyBytes, { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r }))
}

/** The PHC string of a password: `$scrypt$ln=14,r=8,p=1$<salt>$<key>`, salt and key in base64 without padding. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, currentCost)
  const { ln, r, p } = currentCost
  return `$scrypt$ln=${ln},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`
}

/**
 * Whether a password is the stored one. `stored` is null for an unknown login: the answer then takes as long as for a wrong password, so that nobody
 * learns from the time which logins exist.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const { cost, salt, key } = (stored === null ? undefined : readHash(stored)) ?? nobody
  const derived = await derive(password, salt, cost)
  return key.length === derived.length && timingSafeEqual(key, derived)
}

/** Whether a stored password should be hashed again: its form is older than the PHC string, or its cost differs from today's. */
export function isOutdated(stored: string): boolean {
  const { ln, r, p } = currentCost
  return !stored.startsWith(`$scrypt$ln=${ln},r=${r},p=${p}$`)
}

function readHash(stored: string): Hash | undefined {
  const phc = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z\d+/]+)\$([A-Za-z\d+/]+)$/.exec(stored)
  if (phc !== null) {
    const [, ln, r, p, salt = '', key = ''] = phc
    return { cost: { ln: Number(ln), r: Number(r), p: Number(p) }, salt: Buffer.from(salt, 'base64'), key: Buffer.from(key, 'base64') }
  }
  // The older form, in base64url and always of this cost.
  const [form, salt = '', key = ''] = stored.split(':')
  if (form !== 'scrypt') return undefined
  return { cost: { ln: 14, r: 8, p: 1 }, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
