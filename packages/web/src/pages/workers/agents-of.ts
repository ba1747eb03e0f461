import type { Worker } from '@clearway/contract'
import { queuesOf } from '../home/fleet.ts'

/** An agent with its workers: its slots, and its light lane last. */
export interface Agent {
  readonly key: string
  readonly name: string
  readonly isDrained: boolean
  /** Whether the server counts none of its workers as alive. */
  readonly isSilent: boolean
  /** Whether it is an agent of ClearML's package, which the server cannot drain. */
  readonly isPublished: boolean
  readonly owner: Worker['user']
  readonly workers: readonly Worker[]
  /** The queues that it serves, in its order. */
  readonly queues: readonly { readonly id: string; readonly name: string }[]
  readonly version: string | undefined
}

/** The agents of workers, in the order of their names. Two users may have agents of one name. */
export function agentsOf(workers: readonly Worker[]): readonly Agent[] {
  const groups = Map.groupBy(workers, ({ id, agent = id, user }) => `${agent}/${user?.id ?? ''}`)
  return [...groups].flatMap(([key, of]) => {
    const [first] = of
    if (first === undefined) return []
    const { id, agent = id, drained = false, user, version } = first
    return [
      {
        key,
        name: agent,
        isDrained: drained,
        isSilent: of.every(({ alive }) => alive === false),
        isPublished: id === agent,
        owner: user,
        workers: of.toSorted((a, b) => Number(a.lane === 'light') - Number(b.lane === 'light')),
        queues: queuesOf(first),
        version,
      },
    ]
  })
}
