import { randomBytes } from 'node:crypto'

export { hashSecret } from '@clearway/contract/server-proof'

export interface KeyPair {
  readonly accessKey: string
  readonly secretKey: string
}

/** Makes a key pair: 160 random bits as its name, 256 as its secret. */
export function newKeyPair(): KeyPair {
  return { accessKey: randomBytes(20).toString('hex').toUpperCase(), secretKey: randomBytes(32).toString('base64url') }
}
