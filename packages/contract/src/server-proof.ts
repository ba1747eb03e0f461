import { createHash, createHmac } from 'node:crypto'

/** The hash of a secret key, as servers store it: sha256, hex. A plain hash is enough, because all bits of the secret are random. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/**
 * The proof that a server knows a key pair: HMAC-SHA256 of the caller's random text (`nonce`), keyed by the hash of the secret, hex. `debug.ping` gives it,
 * and a client sends the key only to a server that has given it.
 */
export function serverProof(secretHash: string, nonce: string): string {
  return createHmac('sha256', secretHash).update(`clearway server ${nonce}`).digest('hex')
}
