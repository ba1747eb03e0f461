import { createHash, createHmac } from 'node:crypto'

/** The hash of a secret key, as servers store it. A plain hash is enough, because all bits of the secret are random. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** What only a server that knows a key pair can answer to a caller's random text (`debug.ping`), so that it gets the key only afterwards. */
export function serverProof(secretHash: string, nonce: string): string {
  return createHmac('sha256', secretHash).update(`clearway server ${nonce}`).digest('hex')
}
