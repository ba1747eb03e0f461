import { givenOf } from '@clearway/contract/given'
import { createHash } from 'node:crypto'
import { taskName } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { type CreateOptions, createDraft } from '../task/create.ts'
import { ensureProject } from '../task/lookup.ts'
import { type ProgramFields, programFields } from '../task/program.ts'

type Program = Pick<CreateOptions, 'script' | 'type' | 'container' | 'resources'>
/** The program of a step without base task. */
export type StepProgram = { readonly [K in keyof Program]: Program[K] | undefined }

/** The id of the draft that a step with a program of its own clones. The same program has one draft, however often the pipeline is started. */
export async function ensureDraft(
  connection: Connection,
  projectName: string,
  name: string,
  { script, type, container, resources }: StepProgram,
): Promise<string> {
  const rest = givenOf({ type, container, resources })
  const program = typeof script === 'string' ? { file: script } : script
  if (program === undefined) throw new Error(`Step '${name}' has no program.`)
  return ensureDraftOf(connection, { projectName, name, fields: await programFields(connection, program), rest })
}

export interface WantedDraft {
  readonly projectName: string
  /** The step's name. */
  readonly name: string
  readonly fields: ProgramFields
  readonly rest: Pick<CreateOptions, 'type' | 'container' | 'resources' | 'tags'>
  /** What its runtime states of its code. */
  readonly marks?: Readonly<Record<string, string>>
}

/** The id of the draft with a program that is stored already; it is made where there is none yet. */
export async function ensureDraftOf(connection: Connection, { projectName, name, fields, rest, marks = {} }: WantedDraft): Promise<string> {
  const inputs = (fields.execution?.artifacts ?? []).map(({ hash: content }) => content ?? '')
  const hash = createHash('sha256')
    .update(JSON.stringify([name, fields.script, inputs.length <= 1 ? (inputs[0] ?? '') : inputs, rest, ...Object.values(marks)]))
    .digest('hex')
  const project = await ensureProject(connection.api, projectName)
  const { tasks } = await connection.api.tasks.get_all({
    project: [project],
    status: ['created'],
    search_hidden: true,
    only_fields: ['id'],
    page: 0,
    page_size: 1,
    _all_: { fields: ['runtime.step_program'], pattern: `^${hash}$` },
  })
  const known = tasks[0]?.id
  if (known !== undefined) return known
  const id = await createDraft(connection, { ...rest, projectName, taskName: taskName(name), script: { script: fields.script } })
  await connection.api.tasks.edit({
    task: id,
    runtime: { step_program: hash, ...marks },
    // Lists show the steps that are cloned from it, and the draft itself only where it is asked for.
    system_tags: ['hidden'],
    ...(fields.execution === undefined ? {} : { execution: fields.execution }),
  })
  return id
}
