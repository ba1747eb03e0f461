import type { Static } from 'typebox'
import { isRecord, recordOf } from '../is-record.ts'
import type { ModelUse } from './task.ts'

// Where older clients and servers have parts of a task, and what that means now. Source: ClearML server 2.3.0.

type Document = Readonly<Record<string, unknown>>

/** The type of what is given where older clients did. */
export const legacyType = 'legacy'
/** The section of TensorFlow's flags, the only one that the name of a parameter of an older client begins with. */
export const tensorFlowSection = 'TF_DEFINE'
const flags = `${tensorFlowSection}/`

/** The section and the name of a parameter that has only a name. */
export function sectionOf(full: string): readonly [section: string, name: string] {
  return full.startsWith(flags) ? [tensorFlowSection, full.slice(flags.length)] : ['Args', full]
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

/** The name of the output model that older clients give as `output.model`. */
const outputName = 'Output Model'

/**
 * A task of any version in the newest shape. What is in the newer place already stays. A task with lists of models is of version 2.13 or later: there
 * `execution.model`, `execution.docker_cmd` and `output.model` are what a client stored under these names, and mean nothing.
 */
export function newestTask(task: Document): Document {
  const whole = withParams(task)
  return isRecord(task['models']) ? whole : withModels(withContainer(whole))
}

/** Converts `execution.docker_cmd`, which versions below 2.13 have, to the container. */
export function withContainer(task: Document): Document {
  const { docker_cmd: command, ...execution } = part(task, 'execution')
  if (typeof command !== 'string') return task
  return { ...task, execution, container: { ...containerOf(command), ...part(task, 'container') } }
}

/** Converts `execution.model` and `output.model`, which versions below 2.13 have, to lists of models. */
export function withModels(task: Document): Document {
  const { model: input, ...execution } = part(task, 'execution')
  const { model: made, ...output } = part(task, 'output')
  const models = {
    ...(typeof input === 'string' ? { input: inputModelsOf(input) } : {}),
    ...(typeof made === 'string' ? { output: made === '' ? [] : [{ name: outputName, model: made }] } : {}),
  }
  if (Object.keys(models).length === 0) return task
  return {
    ...task,
    ...(input === undefined ? {} : { execution }),
    ...(made === undefined ? {} : { output }),
    models: { ...models, ...part(task, 'models') },
  }
}

/** Converts `execution.parameters`, which versions below 2.9 have and which have no sections, to hyperparameters of the type `legacy`. */
function withParams(task: Document): Document {
  const { parameters, ...execution } = part(task, 'execution')
  if (!isRecord(parameters)) return task
  const sections: Record<string, Record<string, unknown>> = { ...(part(task, 'hyperparams') as Record<string, Record<string, unknown>>) }
  for (const [full, value] of Object.entries(parameters)) {
    const [section, name] = sectionOf(full)
    sections[section] = { ...sections[section], [name]: { section, name, type: legacyType, value: String(value) } }
  }
  return { ...task, execution, hyperparams: sections }
}

function part(document: Document, key: string): Document {
  return recordOf(document[key])
}
