import type { Edge } from './place-steps.ts'

/** More names than these are counted. */
const mostNames = 5
/** Of more parents the others are counted. */
const mostParents = 6

type Named = readonly ({ readonly name: string } | undefined)[]

/** What an edge stands for: `fit takes rows from load`, or `fit comes after load`; of a bundle what all its edges do. */
export function edgeWords(steps: Named, { from, to, taken, bundle }: Pick<Edge, 'from' | 'to' | 'taken' | 'bundle'>): string {
  const [earlier, later] = [steps[from]?.name ?? '', steps[to]?.name ?? '']
  if (bundle !== undefined) {
    const [all, each] = [withOthers(earlier, bundle.sources), withOthers(later, bundle.targets)]
    return taken.length === 0 ? `${each} each come after ${all}` : `${each} each take ${listed(taken)} from ${all}`
  }
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

function withOthers(name: string, count: number): string {
  return `${name} and ${count - 1} more`
}

function listed(names: readonly string[]): string {
  return names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames - 1).join(', ')} and ${names.length - mostNames + 1} more`
}
