import type { TaskType } from '@clearway/contract'
import { existsSync } from 'node:fs'
import { basename, sep } from 'node:path'
import type { Connection } from '../connection.ts'
import { ensureProject } from './lookup.ts'
import { type ProgramParts, programParts } from './program.ts'

export interface BeginOptions {
  readonly projectName: string
  readonly taskName: string
  readonly type?: TaskType
  readonly tags?: readonly string[]
  /** Keep the running program with the task, so that a clone of it can run elsewhere; true unless told. */
  readonly keepProgram?: boolean
}

/** Makes a task for the running process, and starts it. */
export async function beginTask(connection: Connection, options: BeginOptions): Promise<string> {
  const { projectName, taskName, type = 'training', tags = [], keepProgram = true } = options
  const { api } = connection
  const [project, program] = await Promise.all([ensureProject(api, projectName), keepProgram ? runningProgramParts(connection) : undefined])
  const { id } = await api.tasks.create({ name: taskName, type, project, tags: [...tags], system_tags: ['development'], ...program })
  await api.tasks.started({ task: id, status_reason: 'begun by its own process' })
  return id
}

/** The file that this process was started with, unless it is a tool's, such as a test runner's. */
export function runningProgram(): string | undefined {
  const file = process.argv[1]
  return file === undefined || file.includes(`${sep}node_modules${sep}`) || !existsSync(file) ? undefined : file
}

/** The running program, kept with its task as far as that can be done. */
export async function runningProgramParts(
  connection: Connection,
): Promise<ProgramParts | { script: { binary: string; entry_point: string } }> {
  const file = runningProgram()
  const unkept = {
    script: { binary: 'node', entry_point: basename(file ?? process.argv[1] ?? 'main.mjs'), repository: '', diff: '', working_dir: '.' },
  }
  if (file === undefined) return unkept
  try {
    return await programParts(connection, { file })
  } catch (error) {
    // The task is here for its results; that it cannot be repeated elsewhere is said and does not end it.
    process.emitWarning(
      `${file} could not be kept with the task, so a clone of it will not run: ${error instanceof Error ? error.message : String(error)}`,
    )
    return unkept
  }
}
