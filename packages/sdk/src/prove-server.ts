import { randomBytes } from 'node:crypto'
import { hashSecret, serverProof } from '@clearway/contract/server-proof'
import { ApiError, isApiError } from './api-error.ts'
import { readAnswer } from './client/answer.ts'
import { type RecordedServer, unprovedServer } from './recorded-server.ts'

/**
 * Makes sure that the server at a recorded address knows the recorded key, before it is sent the key: once the recorded server has ended, any program of
 * any user of the machine may listen there. Throws an ApiError `not_this_server` that names what may answer there instead, and the cure.
 */
export async function proveServer(server: RecordedServer, signal: AbortSignal): Promise<void> {
  let failure: unknown
  try {
    if (await knowsKey(server, signal)) return
  } catch (error) {
    if (!isApiError(error, 'not_this_server')) throw error
    failure = error
  }
  const { what, cure } = unprovedServer(server)
  const pid = server.folder?.pid
  throw new ApiError(`${what} ${cure}`, {
    code: 'not_this_server',
    status: 200,
    details: { cure, ...(pid === undefined ? {} : { pid }) },
    cause: failure,
  })
}

/**
 * Whether a server proves that it knows a key pair, which it is not shown. False also for a server that is too old to prove it, and for a pair of the
 * server's configuration: a person may have chosen its secret, which others could guess from a proof.
 */
export async function knowsKey({ url, accessKey, secretKey }: RecordedServer, signal?: AbortSignal): Promise<boolean> {
  const nonce = randomBytes(16).toString('hex')
  const response = await fetch(`${url}/debug.ping`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ access_key: accessKey, nonce }),
    signal: AbortSignal.any([...(signal === undefined ? [] : [signal]), AbortSignal.timeout(60_000)]),
  })
  const { proof } = (await readAnswer('debug.ping', response)) as { readonly proof?: unknown }
  return proof === serverProof(hashSecret(secretKey), nonce)
}
