import type { StepTry, StepView } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import type { Look } from '../look.ts'
import { duration } from '../show/duration.ts'
import { firstLine } from '../show/first-line.ts'
import { table } from '../show/table.ts'

/** The earlier executions of steps, each with the reason why it was repeated; undefined if no step was repeated. */
export function showTries(steps: readonly StepView[], look: Look): string | undefined {
  const rows = steps.flatMap(({ name, tries = [] }) => tries.map((earlier, at) => ({ name, earlier, isFirst: at === 0 })))
  if (rows.length === 0) return undefined
  const body = table(
    look,
    [
      { head: 'REPEATED', cell: ({ name, isFirst }) => (isFirst ? name : ''), least: 12 },
      { head: 'ENDED', cell: ({ earlier }) => look.paint(earlier.outcome === 'failed' ? 'red' : 'yellow', stateWord(earlier.outcome)) },
      { head: 'TOOK', cell: ({ earlier }) => took(earlier), align: 'right', rank: 2 },
      { head: 'WHY', cell: ({ earlier }) => firstLine(earlier.reason), least: 16 },
      { head: 'TASK', cell: ({ earlier }) => look.paint('dim', earlier.task), rank: 1 },
    ],
    rows,
  )
  return body
}

function took({ started_at: started, ended_at: ended }: StepTry): string {
  return started === undefined || ended === undefined ? '' : duration(ended - started)
}
