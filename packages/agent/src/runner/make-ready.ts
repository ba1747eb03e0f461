import type { Lease, Task } from '@clearway/contract'
import type { ExecutionSpec } from '../executors/executor.ts'
import { basicAuthorization } from './attempt-api.ts'
import { writeClearmlConf } from './clearml-conf.ts'
import { fileFetcher } from './fetch-file.ts'
import { type RunnerParts, workerOf } from './runner-parts.ts'
import { setUpTask } from './set-up.ts'
import { inheritedEnvironment, taskEnvironment } from './task-env.ts'

type Making = {
  readonly lease: Lease
  readonly task: Task
  readonly signal: AbortSignal
}

/** What runs for a task: its code and environment are made, its credentials and server are in its process's environment. */
export async function makeReady(parts: RunnerParts, { lease, task, signal }: Making): Promise<ExecutionSpec> {
  const { executor, url, environment, git } = parts
  const { root } = executor.folder(lease.attempt)
  const urls = { api: url, web: url, files: `${url}/files` }
  const credentials = { accessKey: lease.access_key, secretKey: lease.secret_key }
  const configFile = await writeClearmlConf(root, { urls, credentials, base: parts.clearmlConf })
  const env = taskEnvironment(environment, {
    task: lease.task,
    attempt: lease.attempt,
    worker: workerOf(parts, lease),
    urls,
    credentials,
    configFile,
    gpus: parts.gpusOf(lease),
  })
  const uv = environment['CLEARWAY_UV']
  // Lines are written one after another, whatever their writing takes.
  let written = Promise.resolve()
  const setUp = setUpTask(lease.attempt, env, {
    script: (task.script ?? {}) as Parameters<typeof setUpTask>[2]['script'],
    artifacts: task.execution?.artifacts ?? [],
    attemptRoot: root,
    cache: parts.cache,
    env: { ...inheritedEnvironment(environment), ...(uv === undefined ? {} : { CLEARWAY_UV: uv }) },
    fetchFile: fileFetcher(urls.files, basicAuthorization(lease)),
    git,
    log: (line) => void (written = written.then(() => executor.note(lease.attempt, line))),
    signal,
  })
  try {
    return (await setUp).spec
  } finally {
    await written
  }
}
