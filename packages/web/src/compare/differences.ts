import { explained } from './explained.ts'
import { type Fact, type FactGroup, factGroups } from './facts.ts'

/** A fact of several tasks: its value in each of them, undefined where a task has none. */
export interface Row {
  readonly group: FactGroup
  readonly name: string
  readonly values: readonly (string | undefined)[]
  readonly differs: boolean
  /** The share of the metric's variation that the fact explains, from 0 to 1; undefined if it cannot be computed. */
  readonly explains: number | undefined
}

/**
 * The facts of several tasks beside each other, what differs first: by how much of the metric it explains, then by group and name. `metric` has a value
 * for each task.
 */
export function rowsOf(tasks: readonly (readonly Fact[])[], metric: readonly (number | undefined)[] = []): readonly Row[] {
  const found = new Map<string, { readonly fact: Fact; readonly values: (string | undefined)[] }>()
  for (const [index, facts] of tasks.entries())
    for (const fact of facts) {
      const key = `${fact.group} ${fact.name}`
      const row = found.get(key) ?? { fact, values: Array.from<string | undefined>({ length: tasks.length }) }
      row.values[index] = fact.value
      found.set(key, row)
    }
  const rows = [...found.values()].map(({ fact: { group, name }, values }): Row => {
    const differs = new Set(values).size > 1
    return { group, name, values, differs, explains: differs ? explained(values, metric) : undefined }
  })
  return rows.toSorted(
    (a, b) =>
      Number(b.differs) - Number(a.differs) ||
      (b.explains ?? 0) - (a.explains ?? 0) ||
      factGroups.indexOf(a.group) - factGroups.indexOf(b.group) ||
      (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  )
}

/** How many facts of each group differ, without the groups in which none does. */
export function countsOf(rows: readonly Row[]): ReadonlyMap<FactGroup, number> {
  const counts = factGroups.map((group) => [group, rows.filter((row) => row.differs && row.group === group).length] as const)
  return new Map(counts.filter(([, count]) => count > 0))
}
