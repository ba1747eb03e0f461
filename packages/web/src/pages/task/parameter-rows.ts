import { sectionAndName } from '@clearway/contract/parameter-path'
import type { Task } from '@clearway/contract'
import { valueParts } from './step-results.ts'

export type Parameters = NonNullable<Task['hyperparams']>

/** Where the values of a task’s parameters come from. Each part is undefined where nobody knows it. */
export interface ParameterOrigins {
  /** What the pipeline gives its step, by `section/name`: a value, or a text with references such as `${prep.artifacts.x.url}`. */
  readonly given?: Readonly<Record<string, string>>
  /** What the pipeline of the run before gave its step, by `section/name`. */
  readonly givenBefore?: Readonly<Record<string, string>>
  /** The values of the base task, or the pipeline’s defaults, by `section/name`. */
  readonly defaults?: Readonly<Record<string, string>>
  /** The values in the run before, by `section/name`. */
  readonly before?: Readonly<Record<string, string>>
}

/** A parameter beside what it was and would be. */
export interface ParameterRow {
  readonly section: string
  readonly name: string
  /** Undefined for a parameter that only the run before has. */
  readonly value: string | undefined
  /** The text with references that became the value. */
  readonly from?: string
  /** The default, and whether the value is another one. */
  readonly byDefault?: { readonly value: string; readonly isOther: boolean }
  /** How the value differs from that in the run before; absent where it does not, or nobody knows. */
  readonly change?: { readonly was: string | undefined }
}

/** The values of parameters as texts, by `section/name`. */
export function textsOf(parameters: Parameters | undefined): Record<string, string> {
  return Object.fromEntries(listed(parameters).map(({ section, name, value }) => [keyOf(section, name), value]))
}

export const keyOf = (section: string, name: string): string => `${section}/${name}`

function listed(parameters: Parameters = {}): { readonly section: string; readonly name: string; readonly value: string }[] {
  return Object.entries(parameters).flatMap(([section, ofSection]) =>
    Object.values(ofSection).map(({ name, value }) => ({ section, name, value: String(value ?? '') })),
  )
}

/** The parameters of a run with those that its task does not state, and which have their defaults. */
export function withDefaults(parameters: Parameters | undefined, defaults: Readonly<Record<string, string>>): Parameters {
  const stated = textsOf(parameters)
  const others = Object.entries(defaults).filter(([key]) => !Object.hasOwn(stated, key))
  const added = others.map(([key, value]) => ({ ...sectionAndName(key), value }))
  return Object.entries(Object.groupBy(added, ({ section }) => section)).reduce<Parameters>(
    (all, [section, ofSection = []]) => ({
      ...all,
      [section]: { ...all[section], ...Object.fromEntries(ofSection.map((one) => [one.name, one])) },
    }),
    parameters ?? {},
  )
}

/** The rows of a table of parameters: those of the task in their order, then those that only the run before has. */
export function parameterRows(parameters: Parameters | undefined, origins: ParameterOrigins = {}): ParameterRow[] {
  const { given = {}, givenBefore, defaults = {}, before } = origins
  const now = listed(parameters)
  const rows = now.map(({ section, name, value }): ParameterRow => {
    const key = keyOf(section, name)
    const [template, byDefault, was] = [own(given, key), own(defaults, key), before && own(before, key)]
    const isSameFile = template !== undefined && namesFile.test(template) && givenBefore !== undefined && own(givenBefore, key) === template
    const isChanged = before !== undefined && (was === undefined || (!isSameFile && !isSame(was, value)))
    return {
      section,
      name,
      value,
      ...(template === undefined || template === value || !template.includes('${') ? {} : { from: template }),
      ...(byDefault === undefined ? {} : { byDefault: { value: byDefault, isOther: !isSame(byDefault, value) } }),
      ...(isChanged ? { change: { was } } : {}),
    }
  })
  const known = new Set(now.map(({ section, name }) => keyOf(section, name)))
  const gone = Object.entries(before ?? {}).filter(([key]) => !known.has(key))
  return [...rows, ...gone.map(([key, was]): ParameterRow => ({ ...sectionAndName(key), value: undefined, change: { was } }))]
}

function own(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined
}

/** A reference to what has another address or id in each run. */
const namesFile = /\$\{[^}]*\.(?:artifacts|models|id)\b/

/** Programs write the same flag as `True` and `true`, and the result of a step by an address that has the id of its task in it. */
function isSame(one: string, other: string): boolean {
  return one === other || comparable(one) === comparable(other)
}
function comparable(value: string): string {
  const text = valueParts(value)
    .map((part) => ('text' in part ? part.text : JSON.stringify(['step', part.step, part.path])))
    .join('')
  return /^(?:true|false)$/i.test(text) ? text.toLowerCase() : text
}

/** A part of a text with references: the text between them, or a reference with the step that it names. One to a parameter of the pipeline names none. */
export interface ReferencePart {
  readonly text: string
  readonly step?: string
}

/** Finds the references in a text. */
export function referenceParts(text: string): ReferencePart[] {
  return text.split(/(\$\{[^{}]*\})/).flatMap((part, index): ReferencePart[] => {
    if (part === '') return []
    if (index % 2 === 0) return [{ text: part }]
    const step = /^\$\{([^.{}]+)\./.exec(part)?.[1]
    return [{ text: part, ...(step === undefined || step === 'pipeline' ? {} : { step }) }]
  })
}
