import { all, any, not, type Predicate } from './predicate.ts'

type Leaf = Exclude<Predicate, { is: 'all' | 'any' | 'not' }>

/** Replaces each leaf of a predicate. `under`: whether an odd number of negations is above the leaf. */
export function replaceLeaves(
  predicate: Predicate,
  replace: (leaf: Leaf, under: 'not' | 'plain') => Predicate,
  under: 'not' | 'plain' = 'plain',
): Predicate {
  const inside = (part: Predicate, next = under) => replaceLeaves(part, replace, next)
  if (predicate.is === 'all') return all(predicate.of.map((part) => inside(part)))
  if (predicate.is === 'any') return any(predicate.of.map((part) => inside(part)))
  if (predicate.is === 'not') return not(inside(predicate.of, under === 'not' ? 'plain' : 'not'))
  return replace(predicate, under)
}

export function leavesOf(predicate: Predicate): readonly Leaf[] {
  const found: Leaf[] = []
  replaceLeaves(predicate, (leaf) => (found.push(leaf), leaf))
  return found
}
