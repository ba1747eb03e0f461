import { isDeepStrictEqual } from 'node:util'
import type { Param, Task as WireTask } from '@clearway/contract'
import { type Json, type ParameterSchema, parameterValue, type PipelineParameter, readAs, typesIn } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { inputTexts, inputTrees, wholeKey } from './inputs.ts'
import { type Completed, InvalidParameters, type ParameterSet } from './parameter-faults.ts'
import { isMarked, ValueReader } from './values/decode.ts'
import { isPlain } from './values/encode.ts'

type Values = Readonly<Record<string, unknown>>

/** All parameters of a run. Throws `InvalidParameters` with all faults of the given ones. */
export async function checkedParameters(pipeline: string, set: ParameterSet, given: Values): Promise<Record<string, unknown>> {
  const completed: Completed = await set.complete(given)
  if ('faults' in completed) throw new InvalidParameters(pipeline, completed.faults)
  return completed.values
}

/**
 * The parameters that a run states, of which each of its processes makes the same values as its start did: the values themselves, and those that were given
 * where the schema converts them, because it would convert its own values once more.
 */
export async function parametersToState(set: ParameterSet, given: Values, values: Values): Promise<Values> {
  const known = set.described?.map(({ name }) => name)
  const own = Object.entries(values).filter(([name]) => known?.includes(name) !== false)
  const again = await set.complete(Object.fromEntries(own))
  if ('values' in again && isDeepStrictEqual(again.values, values)) return Object.fromEntries(own)
  const stated: Record<string, unknown> = { ...given }
  for (const [name, value] of own) {
    const one = await set.complete({ ...given, [name]: value })
    if ('values' in one && isDeepStrictEqual(one.values[name], value)) stated[name] = value
  }
  return stated
}

/**
 * Parameters as a controller's task shows them: JSON values as they are, others by the JSON text that names where they are stored. Such a text has an empty
 * type, by which it differs from a string.
 */
export async function shownParameters(
  connection: Connection,
  pipeline: string,
  values: Values,
): Promise<Record<string, PipelineParameter>> {
  const trees = inputTrees(`The parameters of pipeline '${pipeline}'`, values, () => undefined)
  const texts = await inputTexts(connection, trees, () => '""')
  const shown = Object.entries(values).flatMap(([name, value]): [string, PipelineParameter][] => {
    const text = texts[`Args/${name}`]
    if (text === undefined) return []
    const parsed = JSON.parse(text) as Json
    const isShown = JSON.stringify(parsed) === JSON.stringify(value) && !(typeof value === 'string' && isMarked(jsonOf(value)))
    // A value that JSON holds unchanged is stated as plain JSON, which a person can edit.
    return [[name, isShown ? { value: parsed } : { value: text, type: '' }]]
  })
  return Object.fromEntries(shown)
}

/** The parameters that a controller's task states: texts of a page, of another run's call, or of the run that submitted it. */
export async function statedParameters(
  connection: Connection,
  { hyperparams }: Pick<WireTask, 'hyperparams'>,
  { described = [] }: ParameterSet,
): Promise<Values> {
  const reader = new ValueReader(connection)
  const schemas = new Map(described.map(({ name, schema = {} }) => [name, schema]))
  const entries = Object.entries(hyperparams?.['Args'] ?? {}).map(
    async ([name, param]) => [name, await statedValue(reader, param, schemas.get(name) ?? {})] as const,
  )
  const { [wholeKey]: whole = {}, ...named } = Object.fromEntries(await Promise.all(entries)) as Record<string, unknown>
  if (typeof whole !== 'object' || whole === null || !isPlain(whole))
    throw new TypeError('The result that is given as the parameters is no object with parameters. Give it to one of them by its name.')
  return { ...whole, ...named }
}

async function statedValue(reader: ValueReader, { value, type }: Pick<Param, 'value' | 'type'>, schema: ParameterSchema): Promise<unknown> {
  const text = String(value ?? '')
  const json = jsonOf(text)
  const hasType = type !== undefined && type !== null && type !== ''
  // Texts of a call have no type, and its strings have quotes. A person types none.
  if (isMarked(json) || (!hasType && typeof json === 'string')) return reader.read(text)
  if (type === 'NoneType' && text === '') return null
  const types = typesIn(schema)
  if (type === 'str' && types?.has('string') !== false) return text
  const isPlainText = types === undefined && hasType && json === undefined
  const read = isPlainText ? parameterValue({ value: text, type }, null) : readAs(text, schema)
  // The check of the parameters describes what the schema does not allow.
  if (read === undefined) return json === undefined ? text : reader.read(text)
  return typeof read === 'object' && read !== null ? reader.read(JSON.stringify(read)) : read
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
