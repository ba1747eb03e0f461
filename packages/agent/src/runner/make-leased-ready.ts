import type { Code, Lease } from '@clearway/contract'
import { makeReady, type ReadyTask } from '@clearway/runtime'
import { basicAuthorization } from './attempt-api.ts'
import { type RunnerParts, workerOf } from './runner-parts.ts'

interface Making {
  readonly lease: Lease
  readonly code: Code
  readonly signal: AbortSignal
}

/** Prepares a leased task to run with the credential of its attempt. */
export async function makeLeasedReady(parts: RunnerParts, { lease, code, signal }: Making): Promise<ReadyTask> {
  const { executor, environment, url } = parts
  const { task, attempt, access_key: accessKey, secret_key: secretKey } = lease
  return makeReady({
    executor,
    handle: attempt,
    root: parts.rootOf(attempt),
    identity: {
      task,
      attempt,
      worker: workerOf(parts, lease),
      urls: { api: url, web: url, files: `${url}/files` },
      credentials: { accessKey, secretKey },
      gpus: parts.gpusOf(lease),
    },
    code,
    settings: parts,
    environment,
    authorization: async () => basicAuthorization(lease),
    signal,
  })
}
