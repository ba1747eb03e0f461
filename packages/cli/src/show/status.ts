import type { TaskStatus } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import { hasEnded } from '@clearway/contract/status'
import type { StepStatus } from '@clearway/contract'
import type { Look, Style } from '../look.ts'

type Shown = readonly [symbol: string, style: Style]

const shown = {
  created: ['○', 'gray'],
  queued: ['◌', 'yellow'],
  in_progress: ['●', 'cyan'],
  stopped: ['■', 'magenta'],
  closed: ['■', 'gray'],
  failed: ['✗', 'red'],
  completed: ['✓', 'green'],
  publishing: ['✓', 'green'],
  published: ['✓', 'green'],
} as const satisfies Record<TaskStatus, Shown>

const shownSteps = {
  pending: ['·', 'gray'],
  queued: shown.queued,
  running: shown.in_progress,
  completed: shown.completed,
  failed: shown.failed,
  aborted: shown.stopped,
  cached: ['✓', 'blue'],
  skipped: ['–', 'gray'],
} as const satisfies Record<StepStatus, Shown>

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const

/** A task's status with its symbol and colour. An unknown status is shown as it is. */
export function taskStatus(look: Look, status: TaskStatus | undefined): string {
  const [symbol, style] = (status === undefined ? undefined : shown[status]) ?? ['?', 'gray']
  return look.paint(style, `${symbol} ${stateWord(status ?? 'unknown')}`)
}

/** A run's status; one that is paused is paused, whether it waits or runs. */
export function runStatus(look: Look, { status, paused }: { readonly status?: TaskStatus; readonly paused?: unknown }): string {
  const isPaused = paused !== undefined && status !== undefined && !hasEnded(status)
  return isPaused ? look.paint('yellow', '‖ paused') : taskStatus(look, status)
}

/** A step's symbol. On a terminal the symbol of a running step turns. */
export function stepSymbol(look: Look, status: StepStatus): string {
  const [symbol, style] = shownSteps[status]
  return look.paint(style, status === 'running' && look.isTerminal ? (frames[Math.floor(look.now / 80) % frames.length] ?? symbol) : symbol)
}

export function stepStatus(look: Look, status: StepStatus): string {
  return look.paint(shownSteps[status][1], stateWord(status))
}
