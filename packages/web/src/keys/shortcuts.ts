interface Shortcut {
  /** The presses, apart by a blank. `Ctrl` is also the command key of a Mac. */
  readonly keys: string
  readonly does: string
}

/** All keys of the web app, in the order of the help. A page binds those that it has a use for. */
export const shortcuts = {
  palette: { keys: 'Ctrl+k', does: 'Go to a page, run, task, queue or worker; act on what the page shows' },
  help: { keys: '?', does: 'Show these keys' },
  home: { keys: 'g h', does: 'Home' },
  pipelines: { keys: 'g p', does: 'Pipelines' },
  tasks: { keys: 'g t', does: 'Tasks' },
  queues: { keys: 'g q', does: 'Queues' },
  workers: { keys: 'g w', does: 'Workers' },
  models: { keys: 'g m', does: 'Models' },
  artifacts: { keys: 'g a', does: 'Artifacts' },
  schedules: { keys: 'g c', does: 'Schedules' },
  settings: { keys: 'g s', does: 'Settings' },
  filter: { keys: '/', does: 'Search in the page; filter the steps of a run' },
  nextRow: { keys: 'j', does: 'Next row of the table' },
  previousRow: { keys: 'k', does: 'Row above' },
  pick: { keys: 'x', does: 'Pick the row' },
  graph: { keys: '1', does: 'A run as a graph' },
  timeline: { keys: '2', does: 'A run as a timeline' },
  table: { keys: '3', does: 'A run as a table' },
  log: { keys: '4', does: 'The logs of a run' },
  previousTab: { keys: '[', does: 'Tab to the left: log, parameters …' },
  nextTab: { keys: ']', does: 'Tab to the right' },
  nextFailure: { keys: 'e', does: 'Next step that failed' },
  nextWaiting: { keys: 'w', does: 'Next step that waits' },
  retryFrom: { keys: 'r', does: 'Retry a run from the chosen step: first it shows what would run again' },
  cancel: { keys: 'Escape', does: 'Leave the run as it is, before a retry is confirmed' },
  fit: { keys: 'f', does: 'Fit the graph into its frame; the whole run in its timeline' },
  fold: { keys: 'o', does: 'Open the folded steps that have the focus in a graph, or fold the map or stage of the step' },
  zoomIn: { keys: '+', does: 'Zoom into a timeline, around the chosen step' },
  zoomOut: { keys: '-', does: 'Zoom out of a timeline' },
  earlier: { keys: 'h', does: 'Earlier part of a timeline' },
  later: { keys: 'l', does: 'Later part of a timeline' },
} as const satisfies Readonly<Record<string, Shortcut>>

export type ShortcutName = keyof typeof shortcuts
export const shortcutNames = Object.keys(shortcuts) as ShortcutName[]
