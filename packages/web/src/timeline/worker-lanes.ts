import type { StepView } from '@clearway/contract'
import { segmentsOf } from './segments.ts'
import type { Span } from './time-scale.ts'

/** An execution of a step on a worker, a step's wait, or a task of another run that held the slot for which a step waited. */
export interface LaneBar extends Span {
  readonly kind: 'setup' | 'work' | 'wait' | 'foreign'
  /** The step that it belongs to; of a foreign task, the one that waited. */
  readonly step: string
  readonly label: string
  readonly state: string
  /** From 1; 0 of a foreign task. */
  readonly attempt: number
}

export interface LaneRow {
  /** A worker; or a queue, with what waits in it. */
  readonly lane: string
  readonly isQueue: boolean
  /** Whether it is the first row of its lane. What runs at the same time on one worker takes several rows. */
  readonly isFirst: boolean
  readonly bars: readonly LaneBar[]
}

interface Execution extends Span {
  readonly bars: readonly LaneBar[]
}
const byNumber = new Intl.Collator('en', { numeric: true })

/** What each worker did at each time, of a run and of the other runs for which it waited; below them what waits in queues. `until`: the end of what has not ended; Infinity if it is not known. */
export function workerLanes(steps: readonly StepView[], until: number): LaneRow[] {
  const workers = new Map<string, Execution[]>()
  const queues = new Map<string, Execution[]>()
  const add = (lanes: Map<string, Execution[]>, lane: string, bars: readonly LaneBar[]): void => {
    const [first, last] = [bars[0], bars.at(-1)]
    if (first === undefined || last === undefined) return
    const executions = lanes.get(lane) ?? []
    executions.push({ from: first.from, to: last.to, bars })
    lanes.set(lane, executions)
  }
  for (const step of steps) {
    const { name, worker, tries = [], status, queue = 'its queue' } = step
    const executions = Map.groupBy(segmentsOf(step, until), ({ attempt }) => attempt)
    for (const [attempt, segments] of executions) {
      const on = attempt > tries.length ? worker : tries[attempt - 1]?.worker
      const bars = segments.map((segment) => ({ ...segment, step: name, label: name }))
      if (status === 'queued' && attempt > tries.length) add(queues, queue, bars)
      else if (on !== undefined)
        add(
          workers,
          on,
          bars.filter(({ kind }) => kind !== 'wait'),
        )
    }
  }
  for (const [worker, bars] of foreignBars(steps)) for (const bar of bars) add(workers, worker, [bar])
  return [...rowsOf(workers, false), ...rowsOf(queues, true)]
}

/** The tasks of other runs that held the slots for which steps waited, by worker, each once. */
function foreignBars(steps: readonly StepView[]): ReadonlyMap<string, readonly LaneBar[]> {
  const own = new Set(steps.flatMap(({ task, tries = [] }) => [task, ...tries.map((one) => one.task)]))
  const bars = steps.flatMap(({ name, worker, claimed_at: claimed, waited_for: holder }) => {
    if (worker === undefined || claimed === undefined || holder === undefined || own.has(holder.task)) return []
    const label = `${holder.name}${holder.run === undefined ? '' : ` of ${holder.run.name}`}`
    const span = { from: holder.claimed_at, to: Math.min(claimed, holder.ended_at ?? claimed) }
    return [[worker, { ...span, kind: 'foreign' as const, step: name, label, state: 'foreign', attempt: 0 }] as const]
  })
  const byWorker = Map.groupBy(bars, ([worker]) => worker)
  return new Map(
    [...byWorker].map(([worker, found]) => [worker, [...new Map(found.map(([, bar]) => [`${bar.label} ${bar.from}`, bar])).values()]]),
  )
}

function rowsOf(lanes: ReadonlyMap<string, readonly Execution[]>, isQueue: boolean): LaneRow[] {
  return [...lanes]
    .toSorted(([a], [b]) => byNumber.compare(a, b))
    .flatMap(([lane, executions]) =>
      packed(executions).map((row, index) => ({ lane, isQueue, isFirst: index === 0, bars: row.flatMap(({ bars }) => bars) })),
    )
}

/** Spreads executions over as few rows as it takes, so that those of one row never overlap. */
function packed(executions: readonly Execution[]): Execution[][] {
  const rows: Execution[][] = []
  for (const one of executions.toSorted((a, b) => a.from - b.from)) {
    const free = rows.find((row) => (row.at(-1)?.to ?? 0) <= one.from)
    if (free === undefined) rows.push([one])
    else free.push(one)
  }
  return rows
}
