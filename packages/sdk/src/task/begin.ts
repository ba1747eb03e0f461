import type { TaskType } from '@clearway/contract'
import { existsSync } from 'node:fs'
import { basename, sep } from 'node:path'
import type { Connection } from '../connection.ts'
import { ensureProject } from './lookup.ts'
import { type ProgramFields, programFields } from './program.ts'

export interface BeginOptions {
  /** The full name of its project, which is created if it does not exist. */
  readonly projectName: string
  /** The name of the task, of 3 characters at least. */
  readonly taskName: string
  /** The type of the task; default: `training`. */
  readonly type?: TaskType
  /** Tags of the task. */
  readonly tags?: readonly string[]
  /** Whether to store the running program with the task, so that a clone can run elsewhere; default: true. */
  readonly storeProgram?: boolean
}

/** Creates a task for this process, and starts it. */
export async function beginTask(connection: Connection, options: BeginOptions): Promise<string> {
  const { projectName, taskName, type = 'training', tags = [], storeProgram = true } = options
  const { api } = connection
  const [project, program] = await Promise.all([
    ensureProject(api, projectName),
    storeProgram ? runningProgramFields(connection) : undefined,
  ])
  const { id } = await api.tasks.create({ name: taskName, type, project, tags: [...tags], system_tags: ['development'], ...program })
  await api.tasks.started({ task: id, status_reason: 'begun by its own process' })
  return id
}

/** The file that this process was started with; undefined if it is a tool's, such as a test runner's. */
export function runningProgram(): string | undefined {
  const file = process.argv[1]
  return file === undefined || file.includes(`${sep}node_modules${sep}`) || !existsSync(file) ? undefined : file
}

/** The fields of a task that hold the running program; only its name if the program cannot be stored. */
export async function runningProgramFields(
  connection: Connection,
): Promise<ProgramFields | { script: { binary: string; entry_point: string } }> {
  const file = runningProgram()
  const withoutProgram = {
    script: { binary: 'node', entry_point: basename(file ?? process.argv[1] ?? 'main.mjs'), repository: '', diff: '', working_dir: '.' },
  }
  if (file === undefined) return withoutProgram
  try {
    return await programFields(connection, { file })
  } catch (error) {
    // The task is needed for its results: that it cannot be repeated elsewhere is only a warning.
    process.emitWarning(
      `${file} could not be stored with the task, so a clone of it will not run: ${error instanceof Error ? error.message : String(error)}`,
    )
    return withoutProgram
  }
}
