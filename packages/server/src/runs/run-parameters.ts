import type { Param, RunFault } from '@clearway/contract'
import { type Json, parameterValue, pythonTypeOf } from '@clearway/engine'
import { readParams, writeParams } from '../db/tables/task-parts.ts'
import type { Reader, Tx } from '../scope.ts'
import { readStoredPipeline } from './stored-pipeline.ts'

type Values = Readonly<Record<string, unknown>>

/** Parameters that a run gets: as its task states them, and as its engine reads them. */
export interface RunParameters {
  readonly params: readonly Param[]
  /** Empty for a run of one of ClearML's own controllers, which reads its task. */
  readonly values: Readonly<Record<string, Json>>
  /** What is wrong with the given values. */
  readonly faults: readonly RunFault[]
}

/**
 * Reads values for the parameters of a run's pipeline. Those of Clearway's pipelines are of their defaults' types; of ClearML's own only the names are
 * known.
 */
export async function readParameters(reader: Reader, run: string, given: Values = {}): Promise<RunParameters> {
  if (Object.keys(given).length === 0) return { params: [], values: {}, faults: [] }
  const defined = (await readStoredPipeline(reader, run))?.parameters
  const stated = (await readParams(reader, [run])).filter(({ section }) => section === 'Args')
  const available = [...new Set([...Object.keys(defined ?? {}), ...stated.map(({ name }) => name)])].toSorted()
  const params: Param[] = []
  const values: Record<string, Json> = {}
  const faults: RunFault[] = []
  for (const [name, value] of Object.entries(given)) {
    if (!available.includes(name)) {
      faults.push(unknownParameter(name, available))
      continue
    }
    const type = stated.find((one) => one.name === name)?.type ?? undefined
    const text = textOf(value)
    params.push({ section: 'Args', name, value: text, ...(type === undefined ? {} : { type }) })
    const parameter = defined?.[name]
    if (parameter === undefined) continue
    const read = parameterValue({ value: text, ...(type === undefined ? {} : { type }) }, parameter.value)
    if (read === undefined) faults.push(badParameter(name, text, type ?? pythonTypeOf(parameter.value)))
    else values[name] = read
  }
  return { params, values, faults }
}

export async function writeParameters(tx: Tx, run: string, { params }: Pick<RunParameters, 'params'>): Promise<void> {
  if (params.length > 0) await writeParams(tx, run, params, 'merge')
}

function unknownParameter(name: string, available: readonly string[]): RunFault {
  const cure = available.length === 0 ? 'It has no parameters: leave this one out.' : `Give one of ${available.join(', ')}.`
  return { code: 'unknown_parameter', field: `parameters.${name}`, message: `The pipeline has no parameter '${name}'.`, cure }
}

function badParameter(name: string, value: string, type: string): RunFault {
  return {
    code: 'bad_parameter',
    field: `parameters.${name}`,
    message: `Parameter '${name}' is '${value}', which is no value of the type ${type}.`,
    cure: 'Give another value.',
  }
}

/** A value as a task states it: as ClearML's own programs write it. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return ''
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return JSON.stringify(value)
}
