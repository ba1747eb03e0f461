import type { Edge } from './place-steps.ts'

/** More names than these are counted. */
const mostNames = 5
/** Of more parents the others are counted. */
const mostParents = 6

type Named = readonly ({ readonly name: string } | undefined)[]

/** What an edge stands for: `fit takes rows from load`, or `fit comes after load`. */
export function edgeWords(steps: Named, { from, to, taken }: Pick<Edge, 'from' | 'to' | 'taken'>): string {
  const [earlier, later] = [steps[from]?.name ?? '', steps[to]?.name ?? '']
  return taken.length === 0 ? `${later} comes after ${earlier}` : `${later} takes ${listed(taken)} from ${earlier}`
}

/** What a step takes from which others and which it only comes after, a line each; empty for a step without parents. */
export function parentWords(steps: Named, edges: readonly Pick<Edge, 'from' | 'taken'>[]): string[] {
  const lines = edges.map(({ from, taken }) => {
    const earlier = steps[from]?.name ?? ''
    return taken.length === 0 ? `after ${earlier}` : `${listed(taken)} from ${earlier}`
  })
  return lines.length <= mostParents ? lines : [...lines.slice(0, mostParents - 1), `${lines.length - mostParents + 1} more`]
}

function listed(names: readonly string[]): string {
  return names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames - 1).join(', ')} and ${names.length - mostNames + 1} more`
}
