import type { Look } from '../look.ts'
import { cut } from '../show/cut.ts'
import { firstLine } from '../show/first-line.ts'
import { type ExplainedRun, hasFailed, type StepFailure } from './failures.ts'
import { showRun } from './show-run.ts'

/** The most failures that are shown in full. */
const mostShown = 5

/** Shows a run, and why each of its failed steps failed. */
export function showExplainedRun(run: ExplainedRun, look: Look): string {
  return [showRun(run, look), ...showFailures(run, look)].join('\n\n')
}

/** Why each failed step failed: the error, the last lines of its log, and the command for the rest. */
export function showFailures({ run, steps, failures }: ExplainedRun, look: Look): string[] {
  const parts = failures.slice(0, mostShown).map((failure) => showFailure(failure, look))
  const more = steps.filter(hasFailed).length - parts.length
  if (more > 0)
    parts.push(
      look.paint('dim', `And ${more} more failed ${more === 1 ? 'step' : 'steps'}: ${look.typed(`clearway pipeline logs ${run.id}`)}`),
    )
  return parts
}

function showFailure({ step, task, reason = '', message, log }: StepFailure, look: Look): string {
  const first = firstLine(reason)
  // A reason may name the error already, with the place where it was thrown.
  const why = [message, first].filter((text, index) => text !== undefined && text !== '' && !(index === 0 && first.includes(text)))
  const head = `${look.paint('red', '✗')} ${look.paint('bold', step)} failed${why.length === 0 ? '.' : `: ${why.join('; ')}`}`
  const bar = look.paint('dim', '│')
  const lines = log.map(({ msg }) => cut(`  ${bar} ${msg}`, look.width))
  const rest = task === undefined ? [] : [`  ${look.paint('dim', 'all of its log:')} ${look.typed(`clearway task logs ${task}`)}`]
  return [cut(head, look.width), ...lines, ...rest].join('\n')
}
