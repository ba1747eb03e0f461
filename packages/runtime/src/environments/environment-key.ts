import { createHash } from 'node:crypto'
import type { Python } from './find-python.ts'
import { optionOf, type RequirementList } from './requirements.ts'

/** The name of an environment in the cache: equal lists on an equal Python give an equal key. Only the order of lists and of options matters. */
export function environmentKey(lists: readonly RequirementList[], { executable, version, platform }: Python): string {
  const sorted = lists.map(({ lines, constraints }) => [inOrder(lines), inOrder(constraints)])
  return createHash('sha256')
    .update(JSON.stringify([sorted, executable, version, platform]))
    .digest('hex')
}

function inOrder(lines: readonly string[]): readonly string[] {
  const options = lines.filter((line) => optionOf(line) !== undefined)
  return [...options, ...lines.filter((line) => optionOf(line) === undefined).toSorted()]
}
