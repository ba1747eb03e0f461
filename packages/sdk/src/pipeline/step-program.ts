import { createHash } from 'node:crypto'
import { taskName } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { type CreateOptions, createDraft } from '../task/create.ts'
import { ensureProject } from '../task/lookup.ts'
import { programParts } from '../task/program.ts'

type Program = Pick<CreateOptions, 'script' | 'type' | 'container' | 'resources'>
/** What a step runs that has no base task. */
export type StepProgram = { readonly [K in keyof Program]: Program[K] | undefined }

/** The draft that a step with a program of its own is cloned from; the same program is kept once, however often the pipeline is started. */
export async function draftOf(
  connection: Connection,
  projectName: string,
  name: string,
  { script, type, container, resources }: StepProgram,
): Promise<string> {
  const rest = {
    ...(type === undefined ? {} : { type }),
    ...(container === undefined ? {} : { container }),
    ...(resources === undefined ? {} : { resources }),
  }
  const program = typeof script === 'string' ? { file: script } : script
  if (program === undefined) throw new Error(`Step '${name}' has no program.`)
  const parts = await programParts(connection, program)
  const bundle = parts.execution?.artifacts[0]?.hash ?? ''
  const hash = createHash('sha256')
    .update(JSON.stringify([name, parts.script, bundle, rest]))
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
  const id = await createDraft(connection, { ...rest, projectName, taskName: taskName(name), script: { script: parts.script } })
  await connection.api.tasks.edit({
    task: id,
    runtime: { step_program: hash },
    ...(parts.execution === undefined ? {} : { execution: parts.execution }),
  })
  return id
}
