import type { Json } from '../json.ts'
import { stepReferences } from '../graph.ts'
import type { StepDefinition } from '../definition.ts'
import { referableModel, referableTask } from '../referable-task.ts'
import type { ReferableTask } from '../referable-task.ts'
import { referencesIn } from '../reference.ts'
import type { KnownNames } from '../reference.ts'
import type { ReferenceLookup } from '../resolve.ts'
import { stepOf, stepsOf } from '../run-state.ts'
import type { RunState } from '../run-state.ts'
import type { Host } from './host.ts'
import { readOnce } from './read-once.ts'

/** Reads the tasks of earlier steps that references name, each task once in each attempt of its step. */
export class ReferenceReader {
  readonly #readTask: (id: string, attempt: number) => Promise<ReferableTask>

  constructor(host: Pick<Host, 'readTask' | 'readModels'>) {
    this.#readTask = readOnce((id) => readTask(host, id))
  }

  /** All that the references of a step with these parameters name, read beforehand. */
  async lookupFor(state: RunState, definition: StepDefinition, parameters: Readonly<Record<string, string>>): Promise<ReferenceLookup> {
    const known: KnownNames = {
      hasStep: (name) => stepOf(state, name) !== undefined,
      hasParameter: (name) => Object.hasOwn(state.pipeline.parameters, name),
    }
    const references = [...stepReferences(definition, known).map(({ reference }) => reference), ...referencesIn(parameters, known)]
    const named = new Set(references.flatMap((reference) => (reference.kind === 'step' ? [reference.step] : [])))
    const found = new Map<string, ReferableTask>()
    await Promise.all(
      [...named].map(async (name) => {
        const { task, attempt = 0 } = stepOf(state, name) ?? {}
        if (task !== undefined) found.set(name, await this.#readTask(task, attempt))
      }),
    )
    return {
      parameters: valuesOf(state),
      hasStep: known.hasStep,
      stepNames: () => stepsOf(state).map((step) => step.definition.name),
      task: (name) => found.get(name),
      // Such a step runs although a parent may have no results.
      isMissing: (name) => (definition.join ?? 'all') !== 'all' && !hasResults(state, name),
    }
  }
}

function hasResults(state: RunState, name: string): boolean {
  const status = stepOf(state, name)?.status
  return status === undefined || status === 'completed' || status === 'cached'
}

function valuesOf(state: RunState): Record<string, Json> {
  return Object.fromEntries(Object.entries(state.pipeline.parameters).map(([name, { value }]) => [name, value]))
}

async function readTask(host: Pick<Host, 'readTask' | 'readModels'>, id: string): Promise<ReferableTask> {
  const task = await host.readTask(id)
  const ids = [...(task.models?.input ?? []), ...(task.models?.output ?? [])].map(({ model }) => model)
  const models = ids.length === 0 ? [] : await host.readModels(ids)
  return referableTask(task, Object.fromEntries(models.map((model) => [model.id, referableModel(model)])))
}
