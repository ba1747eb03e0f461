import { isRecord } from '@clearway/contract/is-record'
import type { StepFunctionOptions } from './function-options.ts'

/** What the value of an option has to be: a test, and the words for it. */
type Kind = readonly [is: (value: unknown) => boolean, wanted: string]

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isCallback = (value: unknown): boolean => typeof value === 'function'
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const callback: Kind = [isCallback, 'a function']
const list: Kind = [isList, 'a list']
const any: Kind = [() => true, '']

/** The options of steps, of which the compiler asks for each. Those of kind `any` are checked by their values. */
const kinds: { readonly [K in keyof Required<StepFunctionOptions>]: Kind } = {
  retries: [(value) => typeof value === 'number' || isCallback(value), 'a whole number, 0 for none, or a function'],
  backoff: [isRecord, 'an object such as { seconds: 5 }'],
  join: any,
  timeLimit: any,
  resources: [isRecord, 'an object such as { gpus: 1 }'],
  queue: [isText, 'the name of a queue'],
  cache: [(value) => typeof value === 'boolean', 'true or false'],
  stage: [isText, 'a text'],
  tags: [(value) => isList(value) && value.every(isText), 'a list of texts'],
  type: any,
  container: any,
  preExecute: callback,
  postExecute: callback,
  statusChangeCallback: callback,
  monitorMetrics: list,
  monitorArtifacts: list,
  monitorModels: list,
}

/** Names what is wrong with the names and kinds of options, which JavaScript lets pass. */
export function wrongKinds(options: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(options).flatMap(([option, value]) => {
    if (!Object.hasOwn(kinds, option)) return [`there is no option '${option}'. There is: ${Object.keys(kinds).join(', ')}.`]
    const [is, wanted] = kinds[option as keyof StepFunctionOptions]
    return value === undefined || is(value) ? [] : [`${option} is ${shown(value)}: give ${wanted}.`]
  })
}

/** Shows a value of any kind in an error. */
function shown(value: unknown): string {
  return typeof value === 'function' ? 'a function' : typeof value === 'bigint' ? `${value}n` : (JSON.stringify(value) ?? String(value))
}
