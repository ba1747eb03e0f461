import { roughDuration } from '@clearway/contract/rough-duration'
import { codeName, versionName } from '@clearway/contract/run-origin'
import type { StepView } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import { runningTime } from '@clearway/contract/running-time'
import { hasEnded } from '@clearway/contract/status'
import type { StepStatus } from '@clearway/contract'
import { stepFailedReason } from '@clearway/engine'
import type { Look } from '../look.ts'
import { cut } from '../show/cut.ts'
import { duration, timeOf } from '../show/duration.ts'
import { firstLine } from '../show/first-line.ts'
import { runStatus, stepStatus, stepSymbol } from '../show/status.ts'
import { table } from '../show/table.ts'
import { isMapped, withMembersBelow } from './mapped-steps.ts'
import type { RunView } from './run-view.ts'
import { showTries } from './show-tries.ts'
import { drawTree, type TreeLine } from './tree.ts'

/** The lines above and below the steps. */
const headLines = 4

/** Shows a run as a tree of its steps. If the terminal has too few rows, the most important steps are shown and the others are counted. */
export function showRun(view: RunView, look: Look): string {
  const { shown, hidden } = fitLines(drawTree(withMembersBelow(view.steps)), look.rows - headLines - 1)
  const parts = [head(view, look)]
  if (shown.length > 0) parts.push(steps(shown, look))
  if (view.steps.length === 0) parts.push(look.paint('dim', hasEnded(view.run.status) ? 'It has no steps.' : 'No steps yet.'))
  if (hidden.length > 0) parts.push(look.paint('dim', `and ${counted(hidden.map(({ step }) => step))}`))
  // A tree that is drawn again in place must fit the terminal, so the tries are left out of one that does not.
  const tries = hidden.length > 0 ? undefined : showTries(view.steps, look)
  const isTooLong = tries !== undefined && view.steps.length + headLines + tries.split('\n').length + 2 > look.rows
  if (tries !== undefined && !isTooLong) parts.push(`\n${tries}`)
  return parts.join('\n')
}

/** Sums up a run in one line: its name, status, the time since its first start, the time that it is expected to go on, how many of its steps are done, and how many will not be. */
export function runTitle({ run, steps: all }: RunView, look: Look): string {
  const ran = runningTime(run)
  const time = ran === undefined ? undefined : duration((ran.to ?? look.now) - ran.from)
  const end = timeOf(run.expected_end)
  const left = end === undefined || end <= look.now ? undefined : `${roughDuration(end - look.now)} left`
  const parts = [time, left, all.length === 0 ? undefined : progress(all)]
  return [look.paint('bold', run.name), runStatus(look, run), ...parts.filter((part) => part !== undefined)].join('  ')
}

/** `3 of 5 steps done, 1 failed, 1 skipped`. */
function progress(shown: readonly StepView[]): string {
  const all = shown.filter((step) => !isMapped(step))
  const countOf = (...statuses: readonly StepStatus[]): number => all.filter(({ status }) => statuses.includes(status)).length
  const others = (['failed', 'aborted', 'skipped'] as const).flatMap((status) => {
    const count = countOf(status)
    return count === 0 ? [] : [`${count} ${stateWord(status)}`]
  })
  return [`${countOf('completed', 'cached')} of ${all.length} ${all.length === 1 ? 'step' : 'steps'} done`, ...others].join(', ')
}

function head(view: RunView, look: Look): string {
  const { run } = view
  const waits = run.status === 'queued' ? `waits for ${duration(look.now - (timeOf(run.status_changed) ?? look.now))}` : ''
  return [
    runTitle(view, look),
    look.paint('dim', [run.id, ...originOf(run)].join('  ')),
    ...[waits, pausedLine(view, look), whyEnded(view)].filter((line) => line !== '').map((line) => cut(line, look.width)),
    '',
  ].join('\n')
}

/** The version of its pipeline, its code and who started it, as far as they are known. */
function originOf({ version, code, user }: RunView['run']): string[] {
  return [
    ...(version === undefined ? [] : [versionName(version)]),
    ...(code === undefined ? [] : [codeName(code)]),
    ...(user?.name === undefined ? [] : [`by ${user.name}`]),
  ]
}

/** Why a run has failed or was stopped, in one line; empty for any other run. */
export function whyEnded({ run: { status, status_reason: reason, status_message: message } }: RunView): string {
  if (status !== 'failed' && status !== 'stopped') return ''
  return firstLine([reason === stepFailedReason && message !== '' ? '' : reason, message].filter((text) => text !== '').join(': '))
}

/** Since when a run starts no further steps, and why; empty if it is not paused. */
function pausedLine({ run: { paused, status } }: RunView, look: Look): string {
  if (paused === undefined || hasEnded(status)) return ''
  const since = paused.at === undefined ? '' : ` for ${duration(look.now - paused.at)}`
  return look.paint('yellow', `paused${since}${paused.reason === undefined ? '' : `: ${paused.reason}`}`)
}

function steps(lines: readonly TreeLine<StepView>[], look: Look): string {
  return table(
    look,
    [
      { head: 'STEP', cell: ({ step, prefix }) => `${look.paint('dim', prefix)}${stepSymbol(look, step.status)} ${step.name}`, least: 16 },
      {
        head: 'STATUS',
        cell: ({ step }) =>
          stepStatus(look, step.status).concat(
            step.attempt === undefined || step.attempt < 2 ? '' : look.paint('dim', ` (try ${step.attempt})`),
          ),
      },
      { head: 'TOOK', cell: ({ step }) => took(step, look.now).padStart(8), align: 'right' },
      {
        head: 'QUEUED',
        cell: ({ step }) => look.paint(step.status === 'queued' ? 'yellow' : 'dim', queued(step, look.now).padStart(8)),
        align: 'right',
      },
      { head: '', cell: (line) => detailOf(line, look), rank: 1, least: 12 },
    ],
    lines,
  )
}

function took({ started_at: started, ended_at: ended }: StepView, now: number): string {
  return started === undefined ? '' : duration((ended ?? now) - started)
}

function queued({ queued_at: queuedAt, started_at: started, status }: StepView, now: number): string {
  if (queuedAt === undefined || (started === undefined && status !== 'queued')) return ''
  return duration((started ?? now) - queuedAt)
}

function detailOf({ step, others }: TreeLine<StepView>, look: Look): string {
  const { status, reason = '' } = step
  if (reason !== '' && status !== 'completed' && status !== 'running')
    return look.paint(status === 'failed' ? 'red' : 'dim', firstLine(reason))
  const parts = [
    ...(step.cache_miss === undefined ? [] : [`not cached: ${firstLine(step.cache_miss)}`]),
    ...(others.length === 0 ? [] : [`← ${others.join(', ')}`]),
  ]
  return parts.length === 0 ? '' : look.paint('dim', parts.join('  '))
}

const order = [
  'failed',
  'running',
  'queued',
  'aborted',
  'pending',
  'completed',
  'cached',
  'skipped',
] as const satisfies readonly StepStatus[]

function fitLines(
  lines: readonly TreeLine<StepView>[],
  room: number,
): { readonly shown: readonly TreeLine<StepView>[]; readonly hidden: readonly TreeLine<StepView>[] } {
  if (lines.length <= room) return { shown: lines, hidden: [] }
  const ranked = [...lines].sort((a, b) => order.indexOf(a.step.status) - order.indexOf(b.step.status))
  const kept = new Set(ranked.slice(0, Math.max(1, room - 1)))
  return { shown: lines.filter((line) => kept.has(line)), hidden: lines.filter((line) => !kept.has(line)) }
}

/** `12 completed, 3 pending`. */
function counted(all: readonly StepView[]): string {
  return order
    .map((status) => [all.filter((step) => step.status === status).length, status] as const)
    .filter(([count]) => count > 0)
    .map(([count, status]) => `${count} ${stateWord(status)}`)
    .join(', ')
}
