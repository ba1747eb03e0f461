import type { CompareTerm } from '../../table/filter-language.ts'
import { isNumber } from '../../table/filter-language.ts'

/** A metric or parameter that tasks have. */
export interface ComparedField {
  /** What people call it: `acc`, `acc val`, `Args/lr`, `lr`. */
  readonly names: readonly string[]
  readonly path: string
  readonly isMetric: boolean
}
/** Conditions of a list of tasks, by the path of a field. */
export type Conditions = Readonly<Record<string, readonly (string | number | null)[]>>

interface Read {
  readonly conditions: Conditions
  /** What no list can be filtered by, as sentences. */
  readonly faults: readonly string[]
}

/** The conditions of a list that comparisons stand for. A metric is compared as a number; a parameter is a text, which can be equal only. */
export function conditionsOf(terms: readonly CompareTerm[], fields: readonly ComparedField[]): Read {
  const faults: string[] = []
  const ranges = new Map<string, readonly [number, number]>()
  const equal = new Map<string, readonly string[]>()
  for (const { name, by, value } of terms) {
    const called = fields.filter(({ names }) => names.includes(name))
    // The first name of a field is its own; the others may be those of several.
    const own = called.filter(({ names }) => names[0] === name)
    const [field, ...others] = own.length > 0 ? own : called
    if (field === undefined) faults.push(`No metric or parameter is called ${name}.`)
    else if (others.length > 0) faults.push(`${name} is more than one: ${[field, ...others].map(({ names }) => names[0]).join(', ')}.`)
    else if (!field.isMetric && by !== '=') faults.push(`${name} is a parameter, a text: compare it by =.`)
    else if (!field.isMetric) equal.set(field.path, [...(equal.get(field.path) ?? []), value])
    else if (!isNumber(value)) faults.push(`${name} is a metric, a number: ${value} is none.`)
    else ranges.set(field.path, within(ranges.get(field.path) ?? everything, rangeOf(by, Number(value))))
  }
  return {
    conditions: Object.fromEntries([...ranges, ...[...equal].map(([path, values]) => [path, ['__$all', ...values]] as const)]),
    faults,
  }
}

/** Without a lower bound the server would take tasks without a value too. */
const everything = [-Number.MAX_VALUE, Number.MAX_VALUE] as const

/** The least and the greatest number that a comparison allows. */
export function rangeOf(by: CompareTerm['by'], value: number): readonly [number, number] {
  const [least, most] = everything
  if (by === '=') return [value, value]
  if (by === '>') return [nextAbove(value), most]
  if (by === '<') return [least, -nextAbove(-value)]
  return by === '>=' ? [value, most] : [least, value]
}

function within([least, most]: readonly [number, number], [from, to]: readonly [number, number]): readonly [number, number] {
  return [Math.max(least, from), Math.min(most, to)]
}

/** The smallest number that is greater: conditions of lists include their bounds. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n))
  return view.getFloat64(0)
}
