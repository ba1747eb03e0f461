import { addToList } from './add-to-list.ts'
import type { StepState } from './run-state.ts'

/** What a retry changes. */
export interface Renewal {
  /** The steps that begin anew: the named ones and all below them. */
  readonly renewed: ReadonlySet<string>
  /** Mapped steps that go on with those of their members that begin anew. */
  readonly reopened: ReadonlySet<string>
  /** The steps that a mapped step became, by the name of the mapped step. */
  readonly membersOf: ReadonlyMap<string, readonly string[]>
  readonly childrenOf: ReadonlyMap<string, readonly string[]>
}

/**
 * What begins anew if some steps are retried. A mapped step that begins anew expands anew; one that has expanded and is named together with some of its
 * members goes on with them.
 */
export function renewalOf(steps: ReadonlyMap<string, StepState>, named: readonly string[]): Renewal {
  const { membersOf, childrenOf } = relationsOf(steps)
  const asked = new Set(named)
  const hasExpanded = (name: string): boolean => steps.get(name)?.members !== undefined
  const reopened = new Set(named.filter((name) => hasExpanded(name) && membersOf.get(name)?.some((member) => asked.has(member))))
  const renewed = new Set<string>()
  const queue = named.filter((name) => !reopened.has(name))
  for (const name of queue) {
    if (renewed.has(name)) continue
    renewed.add(name)
    const group = steps.get(name)?.group
    if (group !== undefined) reopened.add(group)
    queue.push(...(childrenOf.get(name) ?? []), ...(membersOf.get(name) ?? []), ...((group && childrenOf.get(group)) || []))
  }
  return { renewed, reopened: new Set([...reopened].filter((name) => !renewed.has(name))), membersOf, childrenOf }
}

function relationsOf(steps: ReadonlyMap<string, StepState>): Pick<Renewal, 'membersOf' | 'childrenOf'> {
  const [membersOf, childrenOf] = [new Map<string, string[]>(), new Map<string, string[]>()]
  for (const [name, { parents, group }] of steps) {
    for (const parent of parents) addToList(childrenOf, parent, name)
    if (group !== undefined) addToList(membersOf, group, name)
  }
  return { membersOf, childrenOf }
}
