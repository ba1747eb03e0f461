import { createHash, randomBytes } from 'node:crypto'

export interface KeyPair {
  readonly accessKey: string
  readonly secretKey: string
}

/** Makes a key pair: 160 random bits as its name, 256 as its secret. */
export function newKeyPair(): KeyPair {
  return { accessKey: randomBytes(20).toString('hex').toUpperCase(), secretKey: randomBytes(32).toString('base64url') }
}

/** The hash of a secret. A plain hash is enough, because all bits of the secret are random. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
