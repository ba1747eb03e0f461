/** A task in memory, so that tests can filter and sort without a database. */
export interface NaiveTask {
  readonly id: string
  readonly name: string
  readonly comment: string
  readonly status: string
  readonly project: string | undefined
  readonly started: number | undefined
  readonly last_iteration: number
  readonly tags: readonly string[]
  readonly param: string | undefined
  readonly runtime: string | number | boolean | undefined
  readonly metric: number | undefined
  readonly repository: string | undefined
  readonly inputModels: readonly string[]
}

/** The values of each path in such a task. */
const naivePaths = {
  id: (task) => [task.id],
  name: (task) => [task.name],
  comment: (task) => [task.comment],
  status: (task) => [task.status],
  project: (task) => some(task.project),
  started: (task) => some(task.started),
  last_iteration: (task) => [task.last_iteration],
  tags: (task) => task.tags,
  'hyperparams.Args.x%2Ey': (task) => some(task.param),
  'runtime.k': (task) => some(task.runtime),
  'last_metrics.mh.vh.value': (task) => some(task.metric),
  'script.repository': (task) => some(task.repository),
  'models.input.model': (task) => task.inputModels,
} as const satisfies Record<string, (task: NaiveTask) => readonly (string | number | boolean)[]>
export type NaivePath = keyof typeof naivePaths

export function valuesOf(task: NaiveTask, path: NaivePath): readonly (string | number | boolean)[] {
  return naivePaths[path](task)
}
const some = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value])

/** Sorts by the keys, then by id: numbers before texts, texts by code point, missing values last. */
export function naiveSort(tasks: readonly NaiveTask[], keys: readonly string[]): readonly NaiveTask[] {
  return tasks.toSorted((one, other) => {
    for (const key of [...keys, 'id']) {
      const descending = key.startsWith('-')
      const path = (descending ? key.slice(1) : key) as NaivePath
      const order = compareValues(valuesOf(one, path)[0], valuesOf(other, path)[0], path, descending)
      if (order !== 0) return order
    }
    return 0
  })
}

function compareValues(
  one: string | number | boolean | undefined,
  other: string | number | boolean | undefined,
  path: NaivePath,
  descending: boolean,
): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined)
  const mixed = path.startsWith('hyperparams') || path.startsWith('runtime')
  const [a, b] = [one, other].map((value) => (mixed && isNumeric(value) ? Number(value) : value))
  const order =
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : typeof a === 'number'
        ? -1
        : typeof b === 'number'
          ? 1
          : byCodePoint(String(a), String(b))
  return descending ? -order : order
}

/** Whether a value is a number or a text that is read as one. */
export function isNumeric(value: unknown): boolean {
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d\d?)?$/i.test(String(value))
}

function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}
