import type { Worker } from '@clearway/contract'

/** The slots that serve the same queues. */
export interface FleetGroup {
  /** `gpu, default`: the names of the queues; `no queue` without one. */
  readonly name: string
  readonly queues: readonly { readonly id: string; readonly name: string }[]
  /** Whether each slot runs a task, the busy ones first. */
  readonly slots: readonly boolean[]
}

/** The slots of all live workers, by the queues that they serve. Light lanes, which coordinate and do not compute, are no slots. */
export function fleetOf(workers: readonly Worker[]): readonly FleetGroup[] {
  const groups = Map.groupBy(
    workers.filter(({ lane, alive }) => lane !== 'light' && alive !== false),
    queueNames,
  )
  return [...groups]
    .map(([name, of]) => ({ name, queues: queuesOf(of[0]), slots: of.map(isBusy).toSorted((a, b) => Number(b) - Number(a)) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

function isBusy({ task, tasks = [] }: Worker): boolean {
  return task !== undefined || tasks.length > 0
}

/** The queues that a worker serves, in its order. */
export function queuesOf({ queues = [] }: Pick<Worker, 'queues'> = {}): FleetGroup['queues'] {
  return queues.map((queue) => {
    const { id, name = id } = typeof queue === 'string' ? { id: queue } : (queue as { readonly id: string; readonly name?: string })
    return { id, name }
  })
}

function queueNames(worker: Worker): string {
  const names = queuesOf(worker).map(({ name }) => name)
  return names.length === 0 ? 'no queue' : names.join(', ')
}
