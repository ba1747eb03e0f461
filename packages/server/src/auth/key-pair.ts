import { createHash, randomBytes } from 'node:crypto'

export interface KeyPair {
  readonly accessKey: string
  readonly secretKey: string
}

/** 160 random bits to name the pair, 256 to prove it. */
export function newKeyPair(): KeyPair {
  return { accessKey: randomBytes(20).toString('hex').toUpperCase(), secretKey: randomBytes(32).toString('base64url') }
}

/** The secret is random in all its bits, so a plain hash hides it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
