import { all, any, not, type Predicate } from './predicate.ts'

type Leaf = Exclude<Predicate, { is: 'all' | 'any' | 'not' }>

/** The tree with each leaf replaced. `under` tells whether an odd number of negations stands above it. */
export function replaceLeaves(predicate: Predicate, replace: (leaf: Leaf, under: 'not' | 'plain') => Predicate, under: 'not' | 'plain' = 'plain'): Predicate {
  switch (predicate.is) {
    case 'all':
      return all(predicate.of.map((part) => replaceLeaves(part, replace, under)))
    case 'any':
      return any(predicate.of.map((part) => replaceLeaves(part, replace, under)))
    case 'not':
      return not(replaceLeaves(predicate.of, replace, under === 'not' ? 'plain' : 'not'))
    default:
      return replace(predicate, under)
  }
}

export function leavesOf(predicate: Predicate): readonly Leaf[] {
  const found: Leaf[] = []
  replaceLeaves(predicate, (leaf) => (found.push(leaf), leaf))
  return found
}
