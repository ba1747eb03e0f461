import { givenOf } from '@clearway/contract/given'
import type { RequestOf, TaskType, tasks } from '@clearway/contract'
import { sectionAndName } from '@clearway/contract/parameter-path'
import type { Connection } from '../connection.ts'
import { ensureProject } from './lookup.ts'
import { toText, type ParameterValue } from './parameters.ts'
import { type Program, programFields } from './program.ts'

type CreateRequest = RequestOf<typeof tasks.create>

/** A new draft. */
export interface CreateOptions {
  /** The full name of its project, which is created if it does not exist. */
  readonly projectName: string
  /** The name of the task, of 3 characters at least. */
  readonly taskName: string
  /** The type of the task; default: `training`. */
  readonly type?: TaskType
  /** The program; a text is the path of a TypeScript or JavaScript file. A task without one can hold results, but not run. */
  readonly script?: string | Program
  /** Keyed `Section/name`; a name alone is in section `General`. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>
  /** Only a clearml-agent in docker mode runs a task with an image; our agents and local runs refuse it. */
  readonly container?: NonNullable<CreateRequest['container']>
  /** What it needs of the machine that runs it. */
  readonly resources?: NonNullable<CreateRequest['resources']>
  /** Tags of the task. */
  readonly tags?: readonly string[]
  /** A description for people. */
  readonly comment?: string
  /** The task that it belongs to. */
  readonly parent?: string
}

/** Creates a draft on the server, and gives its id. */
export async function createDraft(connection: Connection, options: CreateOptions): Promise<string> {
  const { projectName, taskName, type = 'training', script, parameters = {}, container, resources, tags, comment, parent } = options
  const program = typeof script === 'string' ? { file: script } : script
  const [project, fields] = await Promise.all([
    ensureProject(connection.api, projectName),
    program === undefined ? undefined : programFields(connection, program),
  ])
  const { id } = await connection.api.tasks.create({
    name: taskName,
    type,
    project,
    hyperparams: sectioned(parameters),
    ...fields,
    ...givenOf({ container, resources, tags: tags && [...tags], comment, parent }),
  })
  return id
}

function sectioned(parameters: Readonly<Record<string, ParameterValue>>): NonNullable<CreateRequest['hyperparams']> {
  const sections: Record<string, Record<string, { section: string; name: string; value: string }>> = {}
  for (const [path, value] of Object.entries(parameters)) {
    const { section, name } = sectionAndName(path)
    ;(sections[section] ??= {})[name] = { section, name, value: toText(value, path) }
  }
  return sections
}
