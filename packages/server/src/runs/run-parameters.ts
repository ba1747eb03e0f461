import type { Param } from '@clearway/contract'
import { fromTask, type Json, parameterValue, type PipelineParameter, pythonTypeOf } from '@clearway/engine'
import { readTaskDocuments } from '../db/documents/task-document.ts'
import { readParams, writeParams } from '../db/tables/task-parts.ts'
import { ActionError } from '../errors.ts'
import type { Tx } from '../scope.ts'

type Values = Readonly<Record<string, unknown>>

/** Parameters that a run gets: as its task states them, and as its engine reads them. */
export interface CheckedParameters {
  readonly params: readonly Param[]
  /** Empty for a run of one of ClearML's own controllers, which reads its task. */
  readonly values: Readonly<Record<string, Json>>
}

/**
 * Checks values for the parameters of a run's pipeline. Those of Clearway's pipelines are of their defaults' types; of ClearML's own only the names are
 * known.
 */
export async function checkParameters(tx: Tx, run: string, given: Values = {}): Promise<CheckedParameters> {
  if (Object.keys(given).length === 0) return { params: [], values: {} }
  const [document] = await readTaskDocuments(tx, [run], ['configuration', 'hyperparams'])
  const defined = fromTask(document ?? {})?.parameters
  const stated = (await readParams(tx, [run])).filter(({ section }) => section === 'Args')
  const available = [...new Set([...Object.keys(defined ?? {}), ...stated.map(({ name }) => name)])].toSorted()
  const params: Param[] = []
  const values: Record<string, Json> = {}
  for (const [name, value] of Object.entries(given)) {
    if (!available.includes(name)) throw new ActionError('unknown_parameter', { field: `parameters.${name}`, name, available })
    const known = stated.find((one) => one.name === name)
    const text = textOf(value)
    params.push({ section: 'Args', name, value: text, ...(known?.type == null ? {} : { type: known.type }) })
    const parameter = defined?.[name]
    if (parameter !== undefined) values[name] = typedValue(name, text, parameter, known?.type ?? undefined)
  }
  return { params, values }
}

export async function writeParameters(tx: Tx, run: string, { params }: CheckedParameters): Promise<void> {
  if (params.length > 0) await writeParams(tx, run, params, 'merge')
}

function typedValue(name: string, text: string, { value: fallback }: PipelineParameter, type: string | undefined): Json {
  const read = parameterValue({ value: text, ...(type === undefined ? {} : { type }) }, fallback)
  if (read !== undefined) return read
  throw new ActionError('bad_parameter', { field: `parameters.${name}`, name, value: text, type: type ?? pythonTypeOf(fallback) })
}

/** A value as a task states it: as ClearML's own programs write it. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return JSON.stringify(value)
}
