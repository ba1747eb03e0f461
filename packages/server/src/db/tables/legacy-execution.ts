import type { Execution, ModelUse, Param, RequestOf, tasks } from '@clearway/contract'
import type { Static } from 'typebox'

type Parts = Pick<RequestOf<typeof tasks.create>, 'hyperparams' | 'configuration'>
type GivenExecution = Static<typeof Execution>

/** The type of what a request gives where older clients did. */
export const legacyType = 'legacy'
/** The prefix by which a parameter's name says that it is one of TensorFlow's flags. */
const flags = 'TF_DEFINE/'

/** The section and the name of a parameter that has only a name. */
export function sectionOf(full: string): readonly [section: string, name: string] {
  return full.startsWith(flags) ? ['TF_DEFINE', full.slice(flags.length)] : ['Args', full]
}

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

/** The name of the input model that ClearML's older clients give as `execution.model`. */
const inputName = 'Input Model'

/** The input models that `execution.model` of older clients means. */
export function inputModelsOf(model: string): Static<typeof ModelUse>[] {
  return model === '' ? [] : [{ name: inputName, model }]
}

/** The container that `execution.docker_cmd` of older clients means: an image, and the arguments of its start. */
export function containerOf(command: string): { readonly image: string; readonly arguments: string } {
  const [image = '', ...rest] = command.trim().split(/\s+/)
  return { image, arguments: rest.join(' ') }
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
