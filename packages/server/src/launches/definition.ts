import { createHash } from 'node:crypto'
import { filePathOf } from '@clearway/contract/file-address'
import type { Reader } from '../scope.ts'
import { readConfigs, readParams } from '../db/tables/task-parts.ts'
import { fileHash } from '../db/tables/files.ts'
import { json } from '../db/sql/json.ts'
import { findAliases } from '../db/tables/task-aliases.ts'
import { readTaskColumns } from '../db/tables/tasks.ts'
import { readPart } from '../db/sql/unreadable.ts'

export interface LaunchParts {
  readonly name: string
  readonly type: string
  readonly script: object
  readonly params: Readonly<Record<string, string | null>>
  readonly configurations: Readonly<Record<string, string | null>>
  readonly container: object
  /** Each parent with the number of the attempt that made its results: when a parent runs again, its children are new. */
  readonly parents: readonly string[]
}
export interface Definition {
  readonly hash: string
  /** The hashed text, stored to explain a difference. */
  readonly parts: string
}

/** `one_2` is the third node of the function `one`: the tasks of both are called `one`. */
export function stepName(name: string): string {
  return name.replace(/_\d+$/, '')
}

/**
 * The definition of a launched task at its enqueue, in a form that is the same for every incarnation of the controller: without the queue and the
 * requirements (agents rewrite those), with aliases replaced by the tasks they stand for, addresses of our files by content hashes, and the
 * controller's own id by `self`.
 */
export async function definitionOf(scope: Reader, controller: string, task: string, parents: readonly string[]): Promise<Definition> {
  const parts = json({ ...(await readParts(scope, task)), parents: parents.toSorted() })
  const text = await withContents(scope, await withoutAliases(scope, parts.replaceAll(controller, 'self')))
  return { hash: createHash('sha256').update(text).digest('hex'), parts: text }
}

async function readParts(reader: Reader, task: string): Promise<Omit<LaunchParts, 'parents'>> {
  const row = await readTaskColumns(reader, task, ['name', 'type', 'script', 'container'])
  const params = (await readParams(reader, [task])).filter(({ section }) => section !== 'properties')
  const configurations = await readConfigs(reader, task)
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

async function withoutAliases(reader: Reader, text: string): Promise<string> {
  const aliases = await findAliases(reader, [...new Set(text.match(/\b[0-9a-f]{32}\b/g))])
  return aliases.reduce((result, { alias, task }) => result.replaceAll(alias, task), text)
}

/** Replaces each address of our own files by the hash of its present content. */
async function withContents(reader: Reader, text: string): Promise<string> {
  const urls = [...new Set(text.match(/https?:\/\/[^\s"'\\<>]+/g))]
  let result = text
  for (const url of urls) {
    const path = filePathOf(url)
    const hash = path === undefined ? undefined : await fileHash(reader, path)
    if (hash !== undefined) result = result.replaceAll(url, `sha256:${hash}`)
  }
  return result
}
