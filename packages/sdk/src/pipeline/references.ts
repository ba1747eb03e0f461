import type { Model as WireModel, Task as WireTask } from '@clearway/contract'
import {
  type Json,
  type KnownNames,
  type ReferableModel,
  referableTask,
  type ReferableTask,
  type ReferenceLookup,
  referencesIn,
  type RunState,
  stepOf,
  stepReferences,
  stepsOf,
  type StepDefinition,
  type WireTask as EngineTask,
} from '@clearway/engine'
import type { Api } from '../client.ts'

/** Reads what references name: the tasks of earlier steps, each once. */
export class References {
  readonly #api: Api
  readonly #tasks = new Map<string, Promise<ReferableTask>>()
  #names: ReadonlySet<string> = new Set()

  constructor(api: Api) {
    this.#api = api
  }

  /** All that a step, with these parameters, can refer to, read beforehand. */
  async lookupFor(state: RunState, definition: StepDefinition, parameters: Readonly<Record<string, string>>): Promise<ReferenceLookup> {
    const stepNames = this.#namesOf(state)
    const known: KnownNames = {
      hasStep: (name) => stepNames.has(name),
      hasParameter: (name) => Object.hasOwn(state.pipeline.parameters, name),
    }
    const references = [...stepReferences(definition, known).map(({ reference }) => reference), ...referencesIn(parameters, known)]
    const named = new Set(references.flatMap((reference) => (reference.kind === 'step' ? [reference.step] : [])))
    const found = new Map<string, ReferableTask>()
    await Promise.all(
      [...named].map(async (name) => {
        const task = stepOf(state, name)?.task
        if (task !== undefined) found.set(name, await this.#read(task))
      }),
    )
    return { parameters: pipelineArguments(state), stepNames, task: (name) => found.get(name) }
  }

  /** Steps are only ever added, so their number says whether the names are the same. */
  #namesOf(state: RunState): ReadonlySet<string> {
    if (this.#names.size !== state.stepCount) this.#names = new Set(stepsOf(state).map((step) => step.definition.name))
    return this.#names
  }

  #read(id: string): Promise<ReferableTask> {
    const known = this.#tasks.get(id)
    if (known !== undefined) return known
    const fresh = readTask(this.#api, id)
    this.#tasks.set(id, fresh)
    fresh.catch(() => this.#tasks.delete(id))
    return fresh
  }
}

function pipelineArguments(state: RunState): Record<string, Json> {
  return Object.fromEntries(Object.entries(state.pipeline.parameters).map(([name, { value }]) => [name, value]))
}

async function readTask(api: Api, id: string): Promise<ReferableTask> {
  const { task } = await api.tasks.get_by_id({ task: id })
  return referableTask(task as WireTask as EngineTask, await readModels(api, task))
}

async function readModels(api: Api, { models }: WireTask): Promise<Record<string, ReferableModel>> {
  const ids = [...(models?.input ?? []), ...(models?.output ?? [])].map(({ model }) => model)
  if (ids.length === 0) return {}
  const { models: found } = await api.models.get_all({ id: ids, search_hidden: true, page: 0, page_size: 500 })
  return Object.fromEntries(found.map((model) => [model.id, referable(model)]))
}

function referable(model: WireModel): ReferableModel {
  return { ...(model as unknown as Record<string, Json>), url: model.uri ?? '' }
}
