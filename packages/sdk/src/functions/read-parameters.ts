import type { Task as WireTask } from '@clearway/contract'
import { type Json, parameterValue, type PipelineParameter, pythonTypeOf } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { inputTexts, inputTrees } from './inputs.ts'
import { type Completed, InvalidParameters, type ParameterSet } from './parameter-faults.ts'
import { ValueReader } from './values/decode.ts'

type Values = Readonly<Record<string, unknown>>

/** All parameters of a run. Throws `InvalidParameters` with all faults of the given ones. */
export async function checkedParameters(pipeline: string, set: ParameterSet, given: Values): Promise<Record<string, unknown>> {
  const completed: Completed = await set.complete(given)
  if ('faults' in completed) throw new InvalidParameters(pipeline, completed.faults)
  return completed.values
}

/** Parameters as a controller's task shows them: JSON values as they are, others by the text that names where they are stored. */
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
    // A value that JSON holds unchanged is stated as plain JSON, which a person can edit.
    return [[name, { value: JSON.stringify(parsed) === JSON.stringify(value) ? parsed : text }]]
  })
  return Object.fromEntries(shown)
}

/** The parameters that a controller's task states: texts of a page, of another run's call, or of the run that submitted it. */
export async function statedParameters(
  connection: Connection,
  { hyperparams }: Pick<WireTask, 'hyperparams'>,
  set: ParameterSet,
): Promise<Values> {
  const reader = new ValueReader(connection)
  const entries = Object.entries(hyperparams?.['Args'] ?? {}).map(async ([name, { value, type }]) => {
    const text = String(value ?? '')
    return [name, await statedValue(reader, text, type ?? undefined, set.defaults[name])] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

async function statedValue(reader: ValueReader, text: string, type: string | undefined, fallback: unknown): Promise<unknown> {
  const isJson = canParse(text)
  // A text of a call is JSON with its quotes, and one that a person typed has none.
  if (typeof fallback === 'string' || (fallback === undefined && type === 'str'))
    return isJson && text.startsWith('"') ? reader.read(text) : isMarked(text) ? reader.read(text) : text
  if (isJson) return reader.read(text)
  const json = fallback === undefined ? null : (fallback as Json)
  return (
    parameterValue(
      { value: text, type: type ?? (json === null ? 'str' : pythonTypeOf(json)) },
      typeof json === 'object' && json !== null && !Array.isArray(json) ? {} : json,
    ) ?? text
  )
}

function canParse(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Whether a text names a value that is stored elsewhere. */
function isMarked(text: string): boolean {
  return /^\{"\$(step|value)":/.test(text)
}
