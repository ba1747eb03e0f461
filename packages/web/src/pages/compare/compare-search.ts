import { givenOf } from '@clearway/contract/given'

export const compareTabs = ['differences', 'metrics', 'scalars', 'images', 'code', 'configuration'] as const
export type CompareTab = (typeof compareTabs)[number]
export const xAxes = ['iteration', 'time', 'relative'] as const
export type XAxis = (typeof xAxes)[number]

/** The parameters in the address of a comparison. An absent one has its default. */
export interface CompareSearch {
  readonly ids?: readonly string[]
  /** The id of the task with which the others are compared; the first by default. */
  readonly base?: string
  readonly tab?: CompareTab
  /** Whether what is equal is shown too. */
  readonly all?: true
  /** The path of the metric by which differences are ranked. */
  readonly by?: string
  readonly x?: XAxis
  /** How much curves are smoothed, in percent. */
  readonly smooth?: number
  /** The iteration whose images are shown; the latest by default. */
  readonly iter?: number
  /** The id of the task whose code or configuration is beside that of the base. */
  readonly beside?: string
  /** The name of the configuration that is shown; the first by default. */
  readonly text?: string
}
/** What changes in the address; undefined takes a part out of it. */
export type CompareChange = { readonly [K in keyof CompareSearch]: CompareSearch[K] | undefined }
const mostIds = 300

/** Reads the address, which anybody may have written. */
export function readCompareSearch(given: Readonly<Record<string, unknown>>): CompareSearch {
  const text = (name: string): string | undefined => {
    const value = given[name]
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  const integer = (name: string): number | undefined => (Number.isSafeInteger(given[name]) ? (given[name] as number) : undefined)
  const ids = Array.isArray(given['ids']) ? given['ids'].filter((id) => typeof id === 'string').slice(0, mostIds) : []
  const smooth = integer('smooth')
  const search = {
    ids: ids.length === 0 ? undefined : [...new Set(ids)],
    base: text('base'),
    tab: compareTabs.find((tab) => tab === given['tab']),
    all: given['all'] === true ? (true as const) : undefined,
    by: text('by'),
    x: xAxes.find((x) => x === given['x']),
    smooth: smooth !== undefined && smooth > 0 && smooth < 100 ? smooth : undefined,
    iter: integer('iter'),
    beside: text('beside'),
    text: text('text'),
  }
  return givenOf(search)
}
