import { createHash } from 'node:crypto'
import type { Configuration, RequestOf, RunFault, tasks } from '@clearway/contract'
import { firstVersion, type PipelineDefinition, pythonTypeOf, toConfiguration } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { runningProgram, runningProgramFields } from '../task/begin.ts'
import { toText, type ParameterValue } from '../task/parameters.ts'
import { type ProgramFields, programFields } from '../task/program.ts'
import { invalidPipeline } from './invalid-pipeline.ts'
import { ensurePipelineProject } from './pipeline-project.ts'

export interface ControllerTaskOptions {
  readonly project: string
  /** Without a version: the version of the latest run, and the next one if the pipeline has changed since. */
  readonly definition: Omit<PipelineDefinition, 'version'> & { readonly version?: string | undefined }
  /** Whether the run's name has a number from the second run on; default: true. */
  readonly isNumbered?: boolean
  /** The name of the project of its steps, for ClearML's pages; default: that of the run. */
  readonly targetProject?: string | boolean
  readonly tags: readonly string[]
  /** Whether the controller runs in this process, and not from a queue. */
  readonly isLocal: boolean
  /** Whether the server drives the run, which needs no program. */
  readonly isServerDriven?: boolean
  /** The task of this process, if it has one. */
  readonly parent: string | undefined
  /** The program that decides its steps; default: the one that this process runs. */
  readonly program?: ProgramFields
  /** Configuration objects beside those of the pipeline. */
  readonly configuration?: Readonly<Record<string, Configuration>>
  /** How the run is to be started, if one that could not be started so is refused; default: the task stays a draft, unchecked. */
  readonly runnable?: RunnableHow
}

type RunnableHow = NonNullable<RequestOf<typeof tasks.create>['runnable']>

/** The controller task of a run. */
export interface ControllerTask {
  readonly id: string
  /** For what the run would wait, if it was checked. */
  readonly warnings: readonly RunFault[]
}

/**
 * Creates the controller task of a run, as ClearML's pages and tools expect it. Throws `InvalidPipeline` with all faults if it is to be runnable and is
 * not; no task is made then.
 */
export async function createControllerTask(connection: Connection, options: ControllerTaskOptions): Promise<ControllerTask> {
  const { definition: given, project: above, isLocal, isServerDriven = false, isNumbered = true, parent, configuration, runnable } = options
  const { api } = connection
  const [project, program] = await Promise.all([
    ensurePipelineProject(api, above, given.name),
    options.program ?? controllerProgram(connection, isLocal || isServerDriven),
  ])
  // The values of a program's parameters decide which steps it has, and which parameters have a value. They make no other version.
  const hash = hashOf(options.program === undefined ? given : { ...given, steps: {}, parameters: {}, parameterSchemas: {} }, program)
  const definition = { ...given, version: given.version ?? firstVersion }
  const create = api.tasks.create({
    name: definition.name,
    numbered: isNumbered,
    versioned: given.version === undefined,
    type: 'controller',
    project,
    tags: [...options.tags],
    system_tags: isLocal ? ['development', 'pipeline'] : ['pipeline'],
    ...program,
    ...(isServerDriven ? { driver: 'server' } : {}),
    ...(parent === undefined ? {} : { parent }),
    hyperparams: hyperparamsOf(definition, options.targetProject),
    configuration: { ...toConfiguration(definition), ...configuration },
    runtime: { version: definition.version, progress: '0', pipeline_hash: hash },
    ...(runnable === undefined ? {} : { runnable }),
  })
  const { id, warnings = [] } = await create.catch((error: unknown) => {
    throw invalidPipeline(definition.name, error) ?? error
  })
  return { id, warnings }
}

async function controllerProgram(connection: Connection, isOnlyShown: boolean): Promise<Partial<ProgramFields>> {
  // No agent starts the program of a controller that runs in this process or in the server, so it may be missing.
  if (isOnlyShown) return runningProgramFields(connection)
  const file = runningProgram()
  if (file !== undefined) return programFields(connection, { file })
  throw new Error(
    'There is no program to run the pipeline with: this process was not started with a file of yours. Put the pipeline into a file and run it with node, or use startLocally.',
  )
}

/** The hash of what a pipeline does: of its steps and program, without its version and the values of its parameters. */
function hashOf(
  { version: _, parameters, ...definition }: ControllerTaskOptions['definition'],
  { script, execution }: Partial<ProgramFields>,
): string {
  const shapes = Object.entries(parameters).map(([name, { type, description }]) => [name, type ?? null, description ?? null])
  const files = (execution?.artifacts ?? []).map(({ key, hash }) => [key, hash ?? null])
  return createHash('sha256')
    .update(JSON.stringify([shapes, definition, script ?? null, files]))
    .digest('hex')
}

type Section = Record<string, { section: string; name: string; value: string; type?: string; description?: string }>

/** The arguments of a pipeline as its controller's task states them. */
export function statedArguments({ parameters }: Pick<PipelineDefinition, 'parameters'>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, toText(value as ParameterValue, name)]))
}

function hyperparamsOf(definition: PipelineDefinition, targetProject: string | boolean = true): Record<string, Section> {
  const texts = statedArguments(definition)
  const args = Object.entries(definition.parameters).map(([name, { value, type, description }]) => [
    name,
    {
      section: 'Args',
      name,
      value: texts[name] ?? '',
      type: type ?? pythonTypeOf(value),
      ...(description === undefined ? {} : { description }),
    },
  ])
  const setting = (name: string, value: string, type: string): Section => ({ [name]: { section: 'pipeline', name, value, type } })
  return {
    Args: Object.fromEntries(args) as Section,
    pipeline: {
      ...setting('default_queue', definition.defaultQueue ?? '', 'str'),
      ...setting('add_pipeline_tags', 'False', 'bool'),
      ...setting('target_project', pythonText(targetProject), typeof targetProject === 'string' ? 'str' : 'bool'),
    },
    properties: { version: { section: 'properties', name: 'version', value: definition.version } },
  }
}

function pythonText(value: string | boolean): string {
  return typeof value === 'string' ? value : value ? 'True' : 'False'
}
