import { type State, stateWord } from '@clearway/contract/state-words'

export interface Look {
  readonly label: string
  /** The name of a CSS variable. */
  readonly variable: string
  /** A CSS value. */
  readonly color: string
  readonly shape: 'ring' | 'clock' | 'arc' | 'check' | 'cross' | 'square' | 'dash' | 'bolt' | 'triangle'
}

type Drawing = readonly [tone: string, shape: Look['shape']]

/** One colour and one shape for each state, beside its word: a page never tells a state by colour alone. */
const drawings = {
  pending: ['pending', 'ring'],
  created: ['pending', 'ring'],
  queued: ['queued', 'clock'],
  running: ['running', 'arc'],
  in_progress: ['running', 'arc'],
  completed: ['completed', 'check'],
  published: ['completed', 'check'],
  publishing: ['completed', 'check'],
  closed: ['stopped', 'square'],
  cached: ['completed', 'bolt'],
  failed: ['failed', 'cross'],
  stopped: ['stopped', 'square'],
  aborted: ['stopped', 'square'],
  lost: ['stopped', 'triangle'],
  returned: ['stopped', 'square'],
  skipped: ['pending', 'dash'],
  stalled: ['stalled', 'triangle'],
} as const satisfies Record<State, Drawing>

function lookFor(label: string, [tone, shape]: Drawing): Look {
  return { label, variable: `--state-${tone}`, color: `var(--state-${tone})`, shape }
}

const looks: Readonly<Record<string, Look>> = Object.fromEntries(
  Object.entries(drawings).map(([state, drawing]) => [state, lookFor(stateWord(state), drawing)]),
)
const unknown = lookFor('unknown', drawings.pending)

export function lookOf(state: string | undefined): Look {
  return looks[state ?? 'pending'] ?? unknown
}
