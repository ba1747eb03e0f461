import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeFoldersSync } from '@clearway/contract/make-folders'
import type { Code } from '@clearway/contract'
import { codeRoot } from './environments/code.ts'
import type { Executor, Handle } from './executors/executor.ts'
import { fileFetcher } from './fetch-file.ts'
import { type ReadyTask, setUpTask } from './set-up.ts'
import type { UserSettings } from './user-settings.ts'
import { clearmlConfIn, writeClearmlConf } from './variables/clearml-conf.ts'
import { inheritedEnvironment } from './variables/inherited-environment.ts'
import { taskEnvironment, type TaskIdentity } from './variables/task-environment.ts'

export interface Making {
  /** The set-up writes its progress to the execution's output. */
  readonly executor: Pick<Executor, 'addLine'>
  readonly handle: Handle
  /** The attempt's own folder. */
  readonly root: string
  readonly identity: Omit<TaskIdentity, 'configFile' | 'temporaryFolder'>
  readonly code: Code
  readonly settings: UserSettings
  /** The runner's own environment: what the task inherits is chosen from it. */
  readonly environment: NodeJS.ProcessEnv
  /** Further variables of the task's process. */
  readonly variables?: Readonly<Record<string, string>>
  /** The Authorization header by which the task's files are downloaded. */
  readonly authorization: () => Promise<string | undefined>
  readonly signal: AbortSignal
}

/** Makes ahead, in the folder of a later attempt, what `makeReady` makes there for every task. */
export function prepareRoot(root: string): void {
  makeFoldersSync(codeRoot(root))
  writeFileSync(clearmlConfIn(root), '', { mode: 0o600 })
}

/** Prepares a task to run: makes its code and packages, and the environment that holds its credentials and server. */
export async function makeReady(making: Making): Promise<ReadyTask> {
  const { executor, handle, root, identity, code, settings, environment, variables, authorization, signal } = making
  const { urls } = identity
  const configFile = writeClearmlConf(root, { ...identity, base: settings.clearmlConf })
  const { CLEARWAY_UV: uv } = environment
  // Lines are written one after another, whatever their writing takes.
  let written = Promise.resolve()
  const log = (line: string): void => {
    written = written.then(() => executor.addLine(handle, line))
    // Raised at the end: as an unhandled rejection it would end this process, with all that it runs.
    written.catch(() => {})
  }
  const env = { ...taskEnvironment(environment, { ...identity, configFile, temporaryFolder: join(root, 'temporary') }), ...variables }
  try {
    return await setUpTask(identity.attempt, env, {
      ...code,
      attemptRoot: root,
      cache: settings.cache,
      git: settings.git,
      env: { ...inheritedEnvironment(environment), ...(uv !== undefined && { CLEARWAY_UV: uv }) },
      fetchFile: fileFetcher({ url: urls.api, filesUrl: urls.files, authorization }),
      showsCommand: environment['CLEARWAY_DEBUG'] === '1',
      log,
      signal,
    })
  } finally {
    await written
  }
}
