import type { Code, Lease } from '@clearway/contract'
import { makeReady, type ReadyTask } from '@clearway/runtime'
import { basicAuthorization } from './attempt-api.ts'
import { type RunnerDeps, workerOf } from './runner-deps.ts'

interface Making {
  readonly lease: Lease
  readonly code: Code
  readonly signal: AbortSignal
}

/** Prepares a leased task to run with the credential of its attempt. */
export async function makeLeasedReady(deps: RunnerDeps, { lease, code, signal }: Making): Promise<ReadyTask> {
  const { executor, environment, url } = deps
  const { task, attempt, access_key: accessKey, secret_key: secretKey } = lease
  return makeReady({
    executor,
    handle: attempt,
    root: deps.rootOf(attempt),
    identity: {
      task,
      attempt,
      worker: workerOf(deps, lease),
      urls: { api: url, web: url, files: `${url}/files` },
      credentials: { accessKey, secretKey },
      gpus: deps.gpusOf(lease),
    },
    code,
    settings: deps,
    environment,
    authorization: async () => basicAuthorization(lease),
    signal,
  })
}
