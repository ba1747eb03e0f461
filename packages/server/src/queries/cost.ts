import type { Predicate } from './predicate.ts'

/** Sorts conditions by cost, because SQLite evaluates them in the given order and a failing one saves the rest. */
export function byCost(predicates: readonly Predicate[]): readonly Predicate[] {
  return predicates.toSorted((one, other) => cost(one) - cost(other))
}

function cost(predicate: Predicate): number {
  switch (predicate.is) {
    case 'all':
    case 'any':
      return Math.max(0, ...predicate.of.map(cost)) + 1
    case 'not':
      // A negated condition seldom fails, so it saves little and comes later.
      return cost(predicate.of) + 5
    case 'in_project':
    case 'in_project_named':
      return 2
    case 'missing':
    case 'in':
    case 'compare':
    case 'between':
      return ofSource[predicate.field.source.from]
    case 'text':
      return ofSource[predicate.field.source.from] + (predicate.match.how === 'regex' ? 10 : 1)
  }
}

const ofSource = { column: 0, side: 4, joined: 4, items: 20, json: 20 } as const

/** Whether a condition alone leaves few rows and has an index that finds them. */
export function leavesFew(part: Predicate): boolean {
  if (part.is !== 'in' && part.is !== 'text') return false
  const { path, source } = part.field
  const selective = path === 'id' || path === 'name' || (source.from === 'json' && source.indexed === true)
  return selective && (part.is === 'in' || part.match.how === 'equal')
}
