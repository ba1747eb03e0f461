import { givenOf } from '@clearway/contract/given'
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { isApiError } from '../api-error.ts'
import { type Bundle, bundleProgram, storeBundle } from '../bundle.ts'
import type { Connection } from '../connection.ts'
import { ensureDraftOf } from '../pipeline/step-program.ts'
import { findTask } from '../task/lookup.ts'
import type { ProgramFields } from '../task/program.ts'
import { readProcessContext } from '../task/process-context.ts'
import { ancestorDrafts } from './stored-drafts.ts'
import type { CallSite } from './call-site.ts'
import { missingFiles } from './missing-files.ts'
import type { FunctionWork, PipelineWork, ProgramFunction, PythonWork } from './program-function.ts'
import { pythonScript } from './python-program.ts'
import { stepCodes } from './step-code.ts'
import { reusedBundle } from './reused-bundle.ts'
import { travellingFiles } from './travelling-files.ts'
import { isInBundle } from './in-bundle.ts'
import { functionsOf } from './registry.ts'

/** A program that is stored on the server, so that agents can run its functions. */
export interface PreparedProgram {
  readonly functions: ReadonlyMap<string, ProgramFunction>
  /** sha256 of the bundle, hex. */
  readonly bundleHash: string
  /** The base tasks of the functions, by their names. */
  readonly drafts: Readonly<Record<string, string>>
  /** The fields of a task that runs a pipeline of the program. */
  readonly controller: (pipeline: string) => ProgramFields
}

/** The file that defines a program. In a bundle it is not read, because a bundle decodes its source map for it. */
type ProgramSource = Pick<CallSite, 'file'>

interface Preparation {
  /** Whether a function is left out whose files or base task do not exist: the check of the start has found that this run need not call it. */
  readonly leavesOutMissing?: boolean
}

/** Bundles and stores the program that a pipeline's file defines, and makes the base tasks of its functions. In a bundle, that is the program. */
export async function prepareProgram(
  connection: Connection,
  source: ProgramSource,
  projectName: string,
  { leavesOutMissing = false }: Preparation = {},
): Promise<PreparedProgram> {
  const { bundle, functions } = await bundleOf(source)
  const stored = await storeBundle(connection, bundle)
  const fields = (args: string): ProgramFields => ({
    script: { ...stored.script, entry_point: `${quoted(bundle.name)} ${args}` },
    execution: { artifacts: [stored.artifact] },
  })
  const { taskId } = readProcessContext()
  const known = isInBundle() && taskId !== undefined ? await ancestorDrafts(connection, taskId) : undefined
  const drafts =
    known ??
    (await makeDrafts(connection, projectName, functions, {
      bundled: fields,
      codes: isInBundle() ? {} : await stepCodes(source.file, [...functions.values()]),
      leavesOutMissing,
    }))
  return { functions, bundleHash: bundle.hash, drafts, controller: (pipeline) => fields(`--pipeline ${quoted(pipeline)}`) }
}

async function bundleOf(
  source: ProgramSource,
): Promise<{ readonly bundle: Bundle; readonly functions: ReadonlyMap<string, ProgramFunction> }> {
  if (isInBundle()) return { bundle: await bundleProgram(process.argv[1] ?? ''), functions: functionsOf() }
  const bundle = await reusedBundle(source.file)
  return { bundle, functions: functionsOf((path) => bundle.files.has(path)) }
}

interface StoredProgram {
  /** The fields of a task that runs the program with arguments. */
  readonly bundled: (args: string) => ProgramFields
  /** The hashes of the steps' own code, as far as they are known. */
  readonly codes: Readonly<Record<string, string>>
  readonly leavesOutMissing: boolean
}

async function makeDrafts(
  connection: Connection,
  projectName: string,
  functions: ReadonlyMap<string, ProgramFunction>,
  program: StoredProgram,
): Promise<Record<string, string>> {
  const drafts: Record<string, string> = {}
  // One after another: each may create the project.
  for (const one of functions.values()) {
    try {
      drafts[one.name] = await draftOf(connection, projectName, one, program)
    } catch (error) {
      if (!program.leavesOutMissing || !(await lacksSomething(one, error))) throw error
    }
  }
  return drafts
}

/** Whether a function has no draft because its base task or a file that it names does not exist. */
async function lacksSomething(one: ProgramFunction, error: unknown): Promise<boolean> {
  return isApiError(error, 'task_not_found') || (!isInBundle() && (await missingFiles(one, one.name)).length > 0)
}

async function draftOf(
  connection: Connection,
  projectName: string,
  { name, site, work, options: { type, resources, tags } }: ProgramFunction,
  { bundled, codes }: StoredProgram,
): Promise<string> {
  if (work.by === 'task') return 'id' in work.task ? work.task.id : findTask(connection.api, work.task.project, work.task.name)
  const fields = await fieldsOf(connection, { name, site, work }, bundled)
  return ensureDraftOf(connection, {
    projectName,
    name,
    fields,
    marks: marksOf(work, fields, codes[name]),
    rest: {
      ...(work.by === 'pipeline' ? { type: 'controller' as const } : type === undefined ? {} : { type }),
      ...givenOf({ resources, tags }),
    },
  })
}

async function fieldsOf(
  connection: Connection,
  { name, site, work }: { readonly name: string; readonly site: CallSite; readonly work: FunctionWork | PipelineWork | PythonWork },
  bundled: (args: string) => ProgramFields,
): Promise<ProgramFields> {
  if (work.by === 'pipeline') return bundled(`--pipeline ${quoted(name)}`)
  const folder = dirname(site.file)
  const travelling = await travellingFiles(connection, name, folder, work.files ?? [])
  const { script, execution } =
    work.by === 'python' ? { script: await pythonScript(name, folder, work.source, work.packages) } : bundled(`--step ${quoted(name)}`)
  const artifacts = [...(execution?.artifacts ?? []), ...(travelling === undefined ? [] : [travelling])]
  return { script, ...(artifacts.length === 0 ? {} : { execution: { artifacts } }) }
}

/** What counts for the cache, beside what every task's hash holds. */
function marksOf(
  work: FunctionWork | PipelineWork | PythonWork,
  { script }: ProgramFields,
  code: string | undefined,
): Record<string, string> {
  const lines = work.by === 'python' ? String(script.requirements?.['pip'] ?? '') : ''
  return {
    ...(code === undefined ? {} : { step_code: code }),
    ...(lines === '' ? {} : { step_requirements: createHash('sha256').update(lines).digest('hex') }),
  }
}

/** A word of an entry point. */
function quoted(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word}'`
}
