import { least } from '../large-lists.ts'
import type { Reader } from '../scope.ts'
import { descendantsOf } from './project-tree.ts'

/**
 * What each project is counted under, by project: of several given ones under the nearest given one at or above it; of a single one, whose direct
 * children are counted each for itself, under the child at or above it. Source: ClearML server 2.3.0.
 */
export async function usageGroups(reader: Reader, given: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const below = await descendantsOf(reader, given, { hidden: true })
  const groups = new Map(given.map((id) => [id, id]))
  if (groups.size > 1) {
    // How many of the given ones are above each project. Of those above one project, the nearest has the most above itself.
    const above = new Map([...Map.groupBy(below, ({ id }) => id)].map(([id, roots]) => [id, roots.length]))
    const depth = (id: string) => above.get(id) ?? 0
    for (const { root, id } of below) {
      const nearest = groups.get(id)
      if (nearest !== id && (nearest === undefined || depth(nearest) < depth(root))) groups.set(id, root)
    }
    return groups
  }
  const parts = below.map(({ id, name }) => ({ id, path: name.split('/') }))
  const childDepth = least(parts.map(({ path }) => path.length))
  const pathOf = (path: readonly string[]) => path.slice(0, childDepth).join('/')
  const children = new Map(parts.flatMap(({ id, path }) => (path.length === childDepth ? [[pathOf(path), id]] : [])))
  for (const { id, path } of parts) groups.set(id, children.get(pathOf(path)) ?? id)
  return groups
}
