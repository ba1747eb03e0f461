import type { Task as WireTask } from '@clearway/contract'
import { type Json, type ReferenceLookup, resolve, resolveToText, type RunState, type StepDefinition, stepHash } from '@clearway/engine'
import { createHash } from 'node:crypto'
import type { Api } from '../client.ts'
import { type OverriddenParts, overriddenParts } from './overridden-parts.ts'
import type { References } from './references.ts'

/** A step made ready to be launched: no references are left in it. */
export interface StepPlan {
  readonly baseTask: string
  readonly parameters: Readonly<Record<string, string>>
  readonly configurations: Readonly<Record<string, string>>
  /** The documents that overrides change, whole. */
  readonly parts: OverriddenParts
  /** Of all that its result depends on; undefined where the code is not pinned. */
  readonly hash: string | undefined
}

/** Resolves steps. The tasks that they are clones of are read once for a run. */
export class Planner {
  readonly #api: Api
  readonly #references: References
  readonly #baseTasks = new Map<string, Promise<WireTask>>()

  constructor(api: Api, references: References) {
    this.#api = api
    this.#references = references
  }

  async plan(state: RunState, definition: StepDefinition, given: Readonly<Record<string, string>>): Promise<StepPlan> {
    const { baseTask } = definition
    if (baseTask === undefined)
      throw new Error(`Step '${definition.name}' has no base task, and this controller runs no generated Python code. Give it a base task.`)
    const [lookup, base] = await Promise.all([this.#references.lookupFor(state, definition, given), this.#readBase(baseTask)])
    const parameters = resolved(given, lookup)
    const overrides = resolve(definition.taskOverrides ?? {}, lookup) as Readonly<Record<string, Json>>
    const configurations = Object.fromEntries(
      Object.entries(definition.configurations ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    )
    return {
      baseTask,
      parameters,
      configurations,
      parts: overriddenParts(base, overrides),
      hash: hashOf(base, { parameters, configurations, overrides }),
    }
  }

  /** The parameters that the step's task gets. */
  async parameters(state: RunState, definition: StepDefinition, given: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    return resolved(given, await this.#references.lookupFor(state, definition, given))
  }

  /** The queue, whose name may be a reference as well. */
  async queue(state: RunState, definition: StepDefinition, queue: string | undefined): Promise<string | undefined> {
    if (queue === undefined || !queue.includes('${')) return queue
    return resolveToText(queue, await this.#references.lookupFor(state, definition, {}))
  }

  #readBase(id: string): Promise<WireTask> {
    const known = this.#baseTasks.get(id)
    if (known !== undefined) return known
    const fresh = this.#api.tasks.get_by_id({ task: id }).then(({ task }) => task)
    this.#baseTasks.set(id, fresh)
    fresh.catch(() => this.#baseTasks.delete(id))
    return fresh
  }
}

function resolved(parameters: Readonly<Record<string, string>>, lookup: ReferenceLookup): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, resolveToText(text, lookup)]))
}

interface Changes extends Pick<StepPlan, 'parameters' | 'configurations'> {
  readonly overrides: Readonly<Record<string, Json>>
}

/** ClearML's hash, so that what its controllers have run is found too; for Node the bundle counts as the code. */
function hashOf(base: WireTask, { parameters, configurations, overrides }: Changes): string | undefined {
  const bundle = base.execution?.artifacts?.find(({ key, mode }) => key === 'bundle' && mode === 'input')?.hash
  const own = Object.entries(base.hyperparams ?? {}).flatMap(([section, items]) =>
    Object.entries(items).map(([name, { value }]) => [`${section}/${name}`, String(value ?? '')]),
  )
  const configs = Object.fromEntries(Object.entries(base.configuration ?? {}).map(([name, { value }]) => [name, value ?? null]))
  return stepHash(
    {
      script: { ...(base.script as Record<string, Json> | undefined), ...(typeof bundle === 'string' ? { bundle } : {}) },
      parameters: { ...(Object.fromEntries(own) as Record<string, string>), ...parameters },
      configurations: { ...configs, ...configurations, ...(Object.keys(overrides).length === 0 ? {} : { '': overrides }) },
      ...(base.container === undefined ? {} : { container: base.container as Record<string, Json> }),
    },
    (text) => createHash('md5').update(text).digest('hex'),
  )
}
