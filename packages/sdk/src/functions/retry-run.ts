import { fromTask } from '@clearway/engine'
import { connected, type Connection, type ConnectionOptions } from '../connection.ts'
import { type RetryOptions, submittedRun } from '../pipeline/run-handle.ts'
import { Task } from '../task.ts'
import { type FunctionRun, functionRun } from './function-run.ts'
import type { ProgramFunction } from './program-function.ts'
import { prepareProgram } from './prepared-program.ts'
import { draftsConfiguration } from './stored-drafts.ts'

/** What begins anew in a run that goes on with the pipeline's present code, and on which server. */
export interface RetryRunOptions extends RetryOptions {
  /** The server. Default: that of the pipeline, else as for other programs. */
  readonly connection?: Connection | ConnectionOptions
}

/** Lets a run of a pipeline go on with the code that the pipeline has in this process. */
export async function retryRun(called: ProgramFunction, id: string, options: RetryRunOptions): Promise<FunctionRun<unknown>> {
  const { name, site, work } = called
  if (work.by !== 'pipeline') throw new TypeError(`'${name}' is no pipeline.`)
  const { connection: given = work.options.connection, ...what } = options
  const connection = await connected(given)
  const task = await Task.get({ id, connection })
  const stored = fromTask(task.document)?.name
  if (stored !== name)
    throw new Error(
      `Run ${id} is ${stored === undefined ? 'no run of a pipeline of Clearway' : `one of the pipeline '${stored}'`}, not of '${name}'. Name a run of '${name}', or the file of its own pipeline.`,
    )
  const source = { file: work.options.file ?? site.file }
  const program = await storeNewCode(connection, task, { pipeline: name, source })
  const { run, warnings } = await connection.api.runs.retry({ run: id, program, ...what })
  return functionRun(submittedRun(connection, run, warnings))
}

/** Stores the program that a pipeline's file defines now, and gives the base task of the pipeline, which names those of its steps. */
async function storeNewCode(
  connection: Connection,
  { document: { project } }: Task,
  { pipeline, source }: { readonly pipeline: string; readonly source: { readonly file: string } },
): Promise<string> {
  const { drafts } = await prepareProgram(connection, source, project === undefined ? '' : await projectName(connection, String(project)))
  const draft = drafts[pipeline]
  if (draft === undefined) throw new Error(`Pipeline '${pipeline}' is no part of ${source.file}.`)
  // A retry gives the run the base tasks of the program's steps from here.
  await connection.api.tasks.edit_configuration({
    task: draft,
    configuration: Object.entries(draftsConfiguration(drafts)).map(([of, one]) => ({ ...one, name: of })),
  })
  return draft
}

async function projectName({ api }: Connection, id: string): Promise<string> {
  return (await api.projects.get_by_id({ project: id })).project.name ?? ''
}
