export interface Look {
  readonly label: string
  /** The name of a CSS variable. */
  readonly variable: string
  /** A CSS value. */
  readonly color: string
  readonly shape: 'ring' | 'clock' | 'arc' | 'check' | 'cross' | 'square' | 'dash' | 'bolt' | 'triangle'
}

function look(label: string, tone: string, shape: Look['shape']): Look {
  return { label, variable: `--state-${tone}`, color: `var(--state-${tone})`, shape }
}

/** One shape, one colour and one word for each state of tasks and of steps: a page never tells a state by colour alone. */
const looks: Readonly<Record<string, Look>> = {
  pending: look('pending', 'pending', 'ring'),
  created: look('draft', 'pending', 'ring'),
  queued: look('queued', 'queued', 'clock'),
  running: look('running', 'running', 'arc'),
  in_progress: look('running', 'running', 'arc'),
  completed: look('completed', 'completed', 'check'),
  published: look('published', 'completed', 'check'),
  publishing: look('publishing', 'completed', 'check'),
  closed: look('closed', 'stopped', 'square'),
  cached: look('cached', 'completed', 'bolt'),
  failed: look('failed', 'failed', 'cross'),
  stopped: look('aborted', 'stopped', 'square'),
  aborted: look('aborted', 'stopped', 'square'),
  lost: look('lost', 'stopped', 'triangle'),
  returned: look('returned', 'stopped', 'square'),
  skipped: look('skipped', 'pending', 'dash'),
  stalled: look('stalled', 'stalled', 'triangle'),
}
const unknown = look('unknown', 'pending', 'ring')

export function lookOf(state: string | undefined): Look {
  return looks[state ?? 'pending'] ?? unknown
}
