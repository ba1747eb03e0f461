import type { FieldFilter, FieldFilters } from '../../api/task-list.ts'
import type { CompareTerm, RangeTerm } from '../../table/filter-language.ts'
import { isNumber } from '../../table/filter-language.ts'

/** A metric or parameter that tasks have. */
export interface ComparedField {
  /** What people call it: `acc`, `acc val`, `Args/lr`, `lr`. */
  readonly names: readonly string[]
  readonly path: string
  readonly isMetric: boolean
}
interface Read {
  readonly filters: FieldFilters
  /** What no list can be filtered by, as sentences. */
  readonly faults: readonly string[]
}
type Bounds = readonly [least: number, most: number]

/** The conditions of a list that comparisons stand for. Metrics and parameters are compared as numbers, but for the `=` of a parameter, which compares texts. */
export function conditionsOf(terms: readonly (CompareTerm | RangeTerm)[], fields: readonly ComparedField[]): Read {
  const faults: string[] = []
  const ranges = new Map<ComparedField, Bounds>()
  const equal = new Map<ComparedField, string[]>()
  for (const term of terms) {
    const field = fieldOf(term, fields, faults)
    if (field === undefined) continue
    if ('by' in term && term.by === '=' && !field.isMetric) equal.set(field, [...(equal.get(field) ?? []), term.value])
    else if ('by' in term && !isNumber(term.value)) faults.push(`${term.name} is a metric, a number: ${term.value} is none.`)
    else ranges.set(field, within(ranges.get(field) ?? everything, 'by' in term ? rangeOf(term.by, Number(term.value)) : between(term)))
  }
  const filters: Record<string, FieldFilter> = {}
  for (const [field, range] of ranges)
    if (isEmpty(range)) faults.push(`No number is as asked of ${field.names[0]}.`)
    else filters[field.path] = { range: [boundOf(range[0]), boundOf(range[1])] }
  for (const [{ path }, include] of equal) filters[path] = { ...filters[path], all: { include } }
  return { filters, faults }
}

/** The field that a term names; undefined, with a fault, if it is none or more than one. */
function fieldOf({ name }: CompareTerm | RangeTerm, fields: readonly ComparedField[], faults: string[]): ComparedField | undefined {
  const called = fields.filter(({ names }) => names.includes(name))
  // The first name of a field is its own; the others may be those of several.
  const own = called.filter(({ names }) => names[0] === name)
  const [field, ...others] = own.length > 0 ? own : called
  if (field !== undefined && others.length === 0) return field
  if (field === undefined) faults.push(`No metric or parameter is called ${name}.`)
  else faults.push(`${name} is more than one: ${[field, ...others].map(({ names }) => names[0]).join(', ')}.`)
  return undefined
}

const everything: Bounds = [-Infinity, Infinity]
const boundOf = (number: number): number | null => (Number.isFinite(number) ? number : null)
const isEmpty = ([least, most]: Bounds): boolean => least > most || least === Infinity || most === -Infinity

/** The least and the greatest number that a comparison allows. */
export function rangeOf(by: CompareTerm['by'], value: number): Bounds {
  const [least, most] = everything
  if (by === '=') return [value, value]
  if (by === '>') return [nextAbove(value), most]
  if (by === '<') return [least, -nextAbove(-value)]
  return by === '>=' ? [value, most] : [least, value]
}

function between({ from, to }: RangeTerm): Bounds {
  const [least, most] = everything
  return [from === '' ? least : Number(from), to === '' ? most : Number(to)]
}

function within([least, most]: Bounds, [from, to]: Bounds): Bounds {
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
