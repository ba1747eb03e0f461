import { randomBytes } from 'node:crypto'
import { hashSecret, serverProof } from '@clearway/contract/server-proof'
import { ApiError } from './api-error.ts'
import { readAnswer } from './client/answer.ts'
import type { RecordedServer } from './recorded-server.ts'

/**
 * Makes sure that what listens at a recorded address is the server that the key is for, before it gets the key: when a server has ended, any program of
 * any user of the machine may listen there. Throws an ApiError if it is another.
 */
export async function proveServer(server: RecordedServer, cure = () => 'Check the address, or log in again.'): Promise<void> {
  if (await knowsKey(server)) return
  throw new ApiError(
    `What answers at ${server.url} does not prove to be the server that the key is for, and has not been given the key. ${cure()}`,
    {
      code: 'not_this_server',
      status: 200,
      details: { cure: cure() },
    },
  )
}

/** Whether a server knows a key pair, which it is not shown. One of another kind, or a pair of the configuration, proves nothing. */
export async function knowsKey({ url, accessKey, secretKey }: RecordedServer): Promise<boolean> {
  const nonce = randomBytes(16).toString('hex')
  const response = await fetch(`${url}/debug.ping`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ access_key: accessKey, nonce }),
    signal: AbortSignal.timeout(60_000),
  })
  const { proof } = (await readAnswer('debug.ping', response)) as { readonly proof?: unknown }
  return proof === serverProof(hashSecret(secretKey), nonce)
}
