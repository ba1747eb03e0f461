import type { Param, RunFault } from '@clearway/contract'
import { type Json, parameterSchema, parameterValue, type PipelineDefinition, pythonTypeOf } from '@clearway/engine'
import { readParams, writeParams } from '../db/tables/task-parts.ts'
import type { Reader, Tx } from '../scope.ts'
import { readBySchema, type ReadParameter, textOf } from './read-by-schema.ts'
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
 * Reads values for the parameters of a run's pipeline: by the schemas of its program, else as values of their defaults' types. Of ClearML's own pipelines
 * only the names are known. With `hasOtherProgram` the run goes on with another program, whose schema allows values of its own.
 */
export async function readParameters(
  reader: Reader,
  run: string,
  given: Values = {},
  { hasOtherProgram = false } = {},
): Promise<RunParameters> {
  if (Object.keys(given).length === 0) return { params: [], values: {}, faults: [] }
  const pipeline = await readStoredPipeline(reader, run)
  const stated = (await readParams(reader, [run])).filter(({ section }) => section === 'Args')
  const names = [pipeline?.parameters, pipeline?.parameterSchemas].flatMap((known) => Object.keys(known ?? {}))
  const available = [...new Set([...names, ...stated.map(({ name }) => name)])].toSorted()
  const params: Param[] = []
  const values: Record<string, Json> = {}
  const faults: RunFault[] = []
  for (const [name, value] of Object.entries(given)) {
    if (!available.includes(name) && pipeline?.takesAnyParameter !== true) {
      faults.push(unknownParameter(name, available))
      continue
    }
    const type = stated.find((one) => one.name === name)?.type ?? undefined
    const read = readParameter({ name, value, type, hasOtherProgram }, pipeline)
    if ('fault' in read) {
      faults.push(badParameter(name, value, read.fault))
      continue
    }
    params.push({ section: 'Args', name, ...read.param })
    // A parameter without a value is no part of the definition, which the engine reads.
    if (read.value !== undefined && ownOf(pipeline?.parameters, name) !== undefined) values[name] = inEvent(read.value)
  }
  return { params, values, faults }
}

/** A value as an event of a run holds it: JSON has no infinite numbers, which references read as texts. */
function inEvent(value: Json): Json {
  return typeof value === 'number' && !Number.isFinite(value) ? textOf(value) : value
}

interface Given {
  readonly name: string
  readonly value: unknown
  /** The type that the run states. */
  readonly type: string | undefined
  readonly hasOtherProgram: boolean
}

function readParameter({ name, value, type, hasOtherProgram }: Given, pipeline: PipelineDefinition | undefined): ReadParameter {
  const text = textOf(value)
  const param = { value: text, ...(type === undefined ? {} : { type }) }
  // The text by which a run states a value that JSON has no form for.
  if (type === '' && text.startsWith('{"$')) return { param, value: text }
  const [parameter, schema] = [ownOf(pipeline?.parameters, name), ownOf(pipeline?.parameterSchemas, name)]
  if (schema !== undefined) return readBySchema(value, parameterSchema(schema), { isOlder: hasOtherProgram })
  if (parameter === undefined) return pipeline?.takesAnyParameter === true ? readBySchema(value, {}) : { param }
  const read = parameterValue(param, parameter.value)
  if (read === undefined) return { fault: `which is no value of the type ${type ?? pythonTypeOf(parameter.value)}` }
  return { param: typeof read === 'object' ? { ...param, value: textOf(read) } : param, value: read }
}

function ownOf<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined
}

export async function writeParameters(tx: Tx, run: string, { params }: Pick<RunParameters, 'params'>): Promise<void> {
  if (params.length > 0) await writeParams(tx, run, params, 'merge')
}

function unknownParameter(name: string, available: readonly string[]): RunFault {
  const cure = available.length === 0 ? 'It has no parameters: leave this one out.' : `Give one of ${available.join(', ')}.`
  return { code: 'unknown_parameter', field: `parameters.${name}`, message: `The pipeline has no parameter '${name}'.`, cure }
}

function badParameter(name: string, value: unknown, fault: string): RunFault {
  return {
    code: 'bad_parameter',
    field: `parameters.${name}`,
    message: `Parameter '${name}' is '${textOf(value)}', ${fault}.`,
    cure: 'Give another value.',
  }
}
