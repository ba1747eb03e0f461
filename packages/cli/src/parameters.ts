import type { Param } from '@clearway/contract'
import { sectionAndName } from '@clearway/contract/parameter-path'
import { words } from './option.ts'
import { UsageError } from './usage-error.ts'

const flagName = '--set'

/** The flag that sets a parameter of a task, a step or a schedule. It may be repeated; a value may hold commas and `=`. */
export const setParameters = words('A parameter to set: NAME=VALUE or SECTION/NAME=VALUE.', 'PARAMETER')

/** The flag that sets a parameter of a pipeline. */
export const setPipelineParameters = words('A parameter of the pipeline to set, such as rows=300.', 'NAME=VALUE')

/** Reads `name=value` pairs into values by name; a name may have a section before it. */
export function readValues(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(pairs.map((pair) => splitPair(pair, 'NAME=VALUE')))
}

/** Reads `Section/name=value`; without a section it is `General`. */
export function readParameters(pairs: readonly string[]): Param[] {
  return pairs.map((pair) => {
    const [name, value] = splitPair(pair, 'NAME=VALUE, or SECTION/NAME=VALUE')
    return { ...sectionAndName(name), value }
  })
}

function splitPair(pair: string, form: string): [name: string, value: string] {
  const at = pair.indexOf('=')
  if (at < 1) throw new UsageError(`${flagName} is "${pair}", but must be ${form}.`, { field: flagName })
  return [pair.slice(0, at), pair.slice(at + 1)]
}
