import { createHash } from 'node:crypto'
import { filePathOf } from '@clearway/contract/file-address'
import type { Reader } from '../scope.ts'
import { json } from '../db/json.ts'
import { readPart } from '../db/unreadable.ts'

export interface LaunchParts {
  readonly name: string
  readonly type: string
  readonly script: object
  readonly params: Readonly<Record<string, string | null>>
  readonly configurations: Readonly<Record<string, string | null>>
  readonly container: object
  /** Each parent with the attempt whose results it gave: a parent that ran again makes its children new. */
  readonly parents: readonly string[]
}
export interface Definition {
  readonly hash: string
  /** The parts as they were hashed, to explain a difference. */
  readonly parts: string
}

/** `one_2` is the third node of the function `one`: the tasks of both are called `one`. */
export function stepName(name: string): string {
  return name.replace(/_\d+$/, '')
}

/**
 * What a launch asks for, whoever asks: the definition of its task as it stands at the enqueue, without what agents rewrite afterwards
 * (requirements) and without the queue. Ids that stand for other tasks are read as those, addresses of our files as their contents, and the
 * controller's own id as `self`, so that a second incarnation that asks for the same says the same.
 */
export async function definitionOf(scope: Reader, controller: string, task: string, parents: readonly string[]): Promise<Definition> {
  const parts = json({ ...(await readParts(scope, task)), parents: parents.toSorted() })
  const text = await withContents(scope, await withoutAliases(scope, parts.replaceAll(controller, 'self')))
  return { hash: createHash('sha256').update(text).digest('hex'), parts: text }
}

async function readParts({ db }: Reader, task: string): Promise<Omit<LaunchParts, 'parents'>> {
  const row = await db.selectFrom('task').select(['name', 'type', 'script', 'container']).where('id', '=', task).executeTakeFirstOrThrow()
  const params = await db
    .selectFrom('task_param')
    .select(['section', 'name', 'value'])
    .where('task', '=', task)
    .where('section', '!=', 'properties')
    .execute()
  const configurations = await db.selectFrom('task_config').select(['name', 'value']).where('task', '=', task).execute()
  const { requirements: _, ...script } = readPart(task, 'script', row.script)
  return {
    name: stepName(row.name),
    type: row.type,
    script: sorted(script),
    params: sorted(Object.fromEntries(params.map(({ section, name, value }) => [`${section}/${name}`, value]))),
    configurations: sorted(Object.fromEntries(configurations.map(({ name, value }) => [name, value]))),
    container: sorted(readPart(task, 'container', row.container)),
  }
}

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

async function withoutAliases({ db, company }: Reader, text: string): Promise<string> {
  const ids = [...new Set(text.match(/\b[0-9a-f]{32}\b/g))]
  if (ids.length === 0) return text
  const aliases = await db
    .selectFrom('task_alias')
    .select(['alias', 'task'])
    .where('company', '=', company)
    .where('alias', 'in', ids)
    .execute()
  return aliases.reduce((result, { alias, task }) => result.replaceAll(alias, task), text)
}

/** Addresses of our own files, each read as the hash of what lies there now. */
async function withContents({ db, company }: Reader, text: string): Promise<string> {
  const urls = [...new Set(text.match(/https?:\/\/[^\s"'\\<>]+/g))]
  let result = text
  for (const url of urls) {
    const path = filePathOf(url)
    const file =
      path === undefined
        ? undefined
        : await db.selectFrom('file').select('sha256').where('company', '=', company).where('path', '=', path).executeTakeFirst()
    if (file !== undefined) result = result.replaceAll(url, `sha256:${file.sha256}`)
  }
  return result
}
