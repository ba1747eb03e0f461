import type { Execution, Param, RequestOf, tasks } from '@clearway/contract'
import { legacyType, sectionOf } from '@clearway/contract/older-task'
import type { Static } from 'typebox'

type Parts = Pick<RequestOf<typeof tasks.create>, 'hyperparams' | 'configuration'>
type GivenExecution = Static<typeof Execution>

/**
 * Divides the execution of a request from what newer requests have elsewhere: `parameters` become hyperparameters and `model_desc` becomes configurations,
 * both of the type `legacy`, as in ClearML server 2.3.0.
 */
export function withoutLegacy({
  parameters,
  model_desc: descriptions,
  ...execution
}: GivenExecution): Parts & { readonly execution: GivenExecution } {
  return {
    execution,
    ...(parameters === undefined ? {} : { hyperparams: paramsOf(parameters) }),
    ...(descriptions === undefined ? {} : { configuration: configurationsOf(descriptions) }),
  }
}

function paramsOf(parameters: Readonly<Record<string, unknown>>): NonNullable<Parts['hyperparams']> {
  const params = Object.entries(parameters).map(([full, value]) => {
    const [section, name] = sectionOf(full)
    return { section, name, type: legacyType, value: String(value) }
  })
  const sections = [...Map.groupBy(params, ({ section }) => section)]
  return Object.fromEntries(
    sections.map(([section, of]) => [section, Object.fromEntries(of.map((param): [string, Param] => [param.name, param]))]),
  )
}

function configurationsOf(descriptions: Readonly<Record<string, unknown>>): NonNullable<Parts['configuration']> {
  return Object.fromEntries(Object.entries(descriptions).map(([name, value]) => [name, { name, type: legacyType, value: String(value) }]))
}
