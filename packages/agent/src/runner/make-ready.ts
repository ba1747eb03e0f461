import type { Code, Lease } from '@clearway/contract'
import { inheritedEnvironment } from '@clearway/sdk/process'
import { basicAuthorization } from './attempt-api.ts'
import { clearmlConfOf, writeClearmlConf } from './clearml-conf.ts'
import { fileFetcher } from './fetch-file.ts'
import { type RunnerParts, workerOf } from './runner-parts.ts'
import { type ReadyTask, setUpTask } from './set-up.ts'
import { taskEnvironment, type TaskIdentity } from './task-env.ts'

type Making = {
  readonly lease: Lease
  readonly code: Code
  readonly signal: AbortSignal
}

/** Writes the `clearml.conf` of an attempt, which needs nothing of its task. */
export function writeConf(parts: RunnerParts, lease: Lease): void {
  const { urls, credentials } = accessOf(parts, lease)
  writeClearmlConf(parts.rootOf(lease.attempt), { urls, credentials, base: parts.clearmlConf })
}

/** What runs for a task: its code and environment are made, its credentials and server are in its process's environment. */
export async function makeReady(parts: RunnerParts, { lease, code, signal }: Making): Promise<ReadyTask> {
  const { executor, environment, git, cache } = parts
  const root = parts.rootOf(lease.attempt)
  const { urls, credentials } = accessOf(parts, lease)
  const env = taskEnvironment(environment, {
    task: lease.task,
    attempt: lease.attempt,
    worker: workerOf(parts, lease),
    urls,
    credentials,
    configFile: clearmlConfOf(root),
    gpus: parts.gpusOf(lease),
  })
  const uv = environment['CLEARWAY_UV']
  // Lines are written one after another, whatever their writing takes.
  let written = Promise.resolve()
  const setUp = setUpTask(lease.attempt, env, {
    ...code,
    attemptRoot: root,
    cache,
    env: { ...inheritedEnvironment(environment), ...(uv === undefined ? {} : { CLEARWAY_UV: uv }) },
    fetchFile: fileFetcher({ url: urls.api, filesUrl: urls.files }, basicAuthorization(lease)),
    git,
    log: (line) => void (written = written.then(() => executor.note(lease.attempt, line))),
    signal,
  })
  try {
    return await setUp
  } finally {
    await written
  }
}

function accessOf({ url }: RunnerParts, { access_key, secret_key }: Lease): Pick<TaskIdentity, 'urls' | 'credentials'> {
  return { urls: { api: url, web: url, files: `${url}/files` }, credentials: { accessKey: access_key, secretKey: secret_key } }
}
