/** What an import has brought, in numbers. */
const counted = [
  'users',
  'queues',
  'projects',
  'models',
  'tasks',
  'points',
  'lines',
  'plots',
  'images',
  'vectors',
  'files',
  'bytes',
] as const
export type Counted = (typeof counted)[number]

/** What was left out, and why: the first ids of each reason. */
export interface Skipped {
  readonly what: string
  readonly why: string
  readonly count: number
  readonly ids: readonly string[]
}

/** How many ids of a reason are listed. */
const mostIds = 10

export class Totals {
  readonly brought: Record<Counted, number> = Object.fromEntries(counted.map((name) => [name, 0])) as Record<Counted, number>
  /** Tasks and models that had been brought before and have not changed since. */
  unchanged = 0
  readonly #skipped = new Map<string, { what: string; why: string; count: number; ids: string[] }>()

  add(name: Counted, count = 1): void {
    this.brought[name] += count
  }

  skip(what: string, why: string, id: string, count = 1): void {
    const key = `${what}\0${why}`
    const entry = this.#skipped.get(key) ?? { what, why, count: 0, ids: [] }
    this.#skipped.set(key, entry)
    entry.count += count
    if (entry.ids.length < mostIds && !entry.ids.includes(id)) entry.ids.push(id)
  }

  get skipped(): readonly Skipped[] {
    return [...this.#skipped.values()]
  }
}
