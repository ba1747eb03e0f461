interface Sample {
  readonly metric?: unknown
  readonly variant?: unknown
  readonly url?: unknown
}
/** The images of one task, the latest iterations first, as the server answers them. */
export interface ImagesOfTask {
  readonly task: string
  readonly iterations: readonly { readonly iter: number; readonly events: readonly Sample[] }[]
}
export interface ImageRow {
  readonly name: string
  /** The address of the image of each task; undefined where it has none. */
  readonly urls: readonly (string | undefined)[]
}

/** The iterations of which any task has images, the latest first. */
export function iterationsOf(tasks: readonly ImagesOfTask[]): readonly number[] {
  return [...new Set(tasks.flatMap(({ iterations }) => iterations.map(({ iter }) => iter)))].toSorted((a, b) => b - a)
}

/** The images of one iteration: a row for each metric and variant, with an address for each of the tasks `ids`. */
export function imageRowsOf(tasks: readonly ImagesOfTask[], ids: readonly string[], iter: number): readonly ImageRow[] {
  const rows = new Map<string, (string | undefined)[]>()
  for (const { task, iterations } of tasks)
    for (const { metric, variant, url } of iterations.find((one) => one.iter === iter)?.events ?? []) {
      const name = `${String(metric)} ${String(variant)}`
      const urls = rows.get(name) ?? Array.from({ length: ids.length })
      const at = ids.indexOf(task)
      if (at !== -1 && typeof url === 'string') urls[at] = url
      rows.set(name, urls)
    }
  return [...rows].map(([name, urls]) => ({ name, urls })).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
