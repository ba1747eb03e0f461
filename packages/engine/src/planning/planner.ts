import type { Launch, Task } from '@clearway/contract'
import type { Command } from '../commands.ts'
import type { StepDefinition } from '../definition.ts'
import type { Json } from '../json.ts'
import { parametersOf } from '../referable-task.ts'
import { resolve, resolveToText } from '../resolve.ts'
import type { ReferenceLookup } from '../resolve.ts'
import { stepOf } from '../run-state.ts'
import type { RunState, StepState } from '../run-state.ts'
import { stepHash } from '../step-hash.ts'
import { byContent, contentText } from './content.ts'
import { expandStep } from './expand-step.ts'
import type { Host } from './host.ts'
import { overriddenDocuments } from './overridden-documents.ts'
import type { OverriddenDocuments } from './overridden-documents.ts'
import { readOnce } from './read-once.ts'
import { ReferenceReader } from './reference-reader.ts'
import { codeHashOf, type ComparedStep, inputHashesMark, inputHashOf, markOf, stepMarks } from './why-missed.ts'

type Texts = Readonly<Record<string, string>>

/** A step with its references resolved and its overrides applied. */
interface StepPlan {
  readonly baseTask: string
  readonly parameters: Texts
  readonly configurations: Texts
  readonly documents: OverriddenDocuments
  /** Hash of all that the step's result depends on; absent if its code is not pinned to a commit. */
  readonly hash: string | undefined
  readonly base: Task
  /** The hashes of the inputs that are stored outside the parameters, by the parameters' names. */
  readonly inputHashes: Texts
}

/** The key by which finished tasks are found that a step can reuse. */
interface CacheKey {
  /** Absent if the step's code is not pinned to a commit. */
  readonly hash: string | undefined
  /** The parts of which the hash is made. A miss is explained by the parts that differ. */
  readonly compared: ComparedStep
}

/** Works out what the steps of one run become: resolves their references against the tasks of earlier steps and applies their overrides. */
export class Planner {
  readonly #host: Host
  readonly #references: ReferenceReader
  /** Shares no reads with references: a base task that is run itself, not cloned, is read once before it runs and once after. */
  readonly #readBase: (id: string) => Promise<Task>

  constructor(host: Host) {
    this.#host = host
    this.#references = new ReferenceReader(host)
    this.#readBase = readOnce((id) => host.readTask(id))
  }

  /** The request that starts an attempt of a step. */
  async launch(state: RunState, command: Command & { readonly type: 'launch' }): Promise<Launch> {
    const { run } = this.#host
    const project = state.pipeline.stepProject ?? this.#host.project
    const step = knownStep(state, command.step)
    const plan = await this.#plan(state, step.definition, command.parameters)
    const { base, baseTask, parameters, configurations, documents, hash, inputHashes } = plan
    const queue = await this.#queue(state, step.definition, command.queue)
    // A further attempt runs the same task, as in ClearML, so that its log and results stay together.
    const makesTask = command.attempt === 1 || step.needsNewTask === true
    const again = !makesTask ? step.earlierTries?.at(-1)?.task : step.definition.cloneTask ? undefined : baseTask
    return {
      key: { run, step: command.step, attempt: command.attempt },
      parent: run,
      ...(again === undefined ? { name: taskName(command.step), base_task: baseTask } : { again }),
      ...(project === undefined || project === '' || again !== undefined ? {} : { project }),
      ...(queue === undefined ? {} : { queue }),
      ...(command.delaySeconds === undefined ? {} : { delay_seconds: command.delaySeconds }),
      parameters: { ...parameters },
      configurations: { ...configurations },
      ...documents,
      runtime: {
        step_attempt: command.attempt,
        ...marksOf(base),
        ...inputHashesMark(inputHashes),
        ...(hash === undefined ? {} : { pipeline_job_hash: hash }),
      },
    }
  }

  /** The key by which finished tasks are found that the step can reuse. */
  async cacheKey(state: RunState, { definition }: StepState, given: Texts): Promise<CacheKey> {
    const { base, hash, parameters, configurations, inputHashes } = await this.#plan(state, definition, given)
    return { hash, compared: { name: definition.name, base, parameters, given, configurations, inputHashes } }
  }

  /** The parameters that the step's task gets. */
  async parameters(state: RunState, { definition }: StepState, parameters: Texts): Promise<Record<string, string>> {
    return resolveAll(parameters, await this.#references.lookupFor(state, definition, parameters))
  }

  /** The concrete steps that a mapped step becomes. */
  async expansion(state: RunState, { definition }: StepState): Promise<StepDefinition[]> {
    return expandStep(definition, await this.#references.lookupFor(state, definition, {}))
  }

  async #plan(state: RunState, definition: StepDefinition, given: Texts): Promise<StepPlan> {
    const { baseTask } = definition
    if (baseTask === undefined)
      throw new Error(`Step '${definition.name}' has no base task, and this controller runs no generated Python code. Give it a base task.`)
    const [lookup, base] = await Promise.all([this.#references.lookupFor(state, definition, given), this.#readBase(baseTask)])
    const parameters = resolveAll(given, lookup)
    const overrides = resolve(definition.taskOverrides ?? {}, lookup) as Readonly<Record<string, Json>>
    const configurations = configurationTexts(definition)
    // A function's inputs count by their content, so that an equal result of a step that ran again is the same input. ClearML's hash has the addresses.
    const contents = definition.function === undefined ? parameters : contentsOf(given, lookup)
    const hash = this.#hashOf(base, { parameters: contents, configurations, overrides })
    const stored = Object.entries(contents).filter(([name, content]) => content !== parameters[name])
    const inputHashes = Object.fromEntries(stored.map(([name, content]) => [name, this.#host.md5(content)]))
    return { base, baseTask, parameters, configurations, documents: overriddenDocuments(base, overrides), hash, inputHashes }
  }

  /** The queue's name may be a reference as well. */
  async #queue(state: RunState, definition: StepDefinition, queue: string | undefined): Promise<string | undefined> {
    if (queue === undefined || !queue.includes('${')) return queue
    return resolveToText(queue, await this.#references.lookupFor(state, definition, {}))
  }

  /**
   * ClearML's hash, so that tasks that its controllers ran are found too. For Node the step's own code counts beside it, or the bundle if that is not known
   * apart, and files that travel with a task; for a step of a function that is a Python program, its requirements too.
   */
  #hashOf(base: Task, { parameters, configurations, overrides }: Changes): string | undefined {
    const known = (name: string, hash: string | undefined): Record<string, string> => (hash === undefined ? {} : { [name]: hash })
    const code = {
      ...known('bundle', codeHashOf(base)),
      ...known('files', inputHashOf(base, 'files')),
      ...known('step_requirements', markOf(base, 'step_requirements')),
    }
    const ownConfigurations = Object.entries(base.configuration ?? {}).map(([name, { value }]) => [name, value ?? null] as const)
    return stepHash(
      {
        script: { ...(base.script as Record<string, Json> | undefined), ...code },
        parameters: { ...parametersOf(base), ...parameters },
        configurations: {
          ...Object.fromEntries(ownConfigurations),
          ...configurations,
          ...(Object.keys(overrides).length === 0 ? {} : { '': overrides }),
        },
        ...(base.container === undefined ? {} : { container: base.container as Record<string, Json> }),
      },
      (text) => this.#host.md5(text),
    )
  }
}

interface Changes extends Pick<StepPlan, 'parameters' | 'configurations'> {
  readonly overrides: Readonly<Record<string, Json>>
}

/** The code hashes of a base task. They are copied to the step's task, so that a later cache miss can be explained. */
function marksOf(base: Task): Record<string, string> {
  const entries = stepMarks.flatMap((name) => {
    const hash = markOf(base, name)
    return hash === undefined ? [] : [[name, hash] as const]
  })
  return Object.fromEntries(entries)
}

/** The step of a command, which the run must have. */
export function knownStep(state: RunState, name: string): StepState {
  const step = stepOf(state, name)
  if (step === undefined) throw new Error(`There is no step '${name}'.`)
  return step
}

/** The name of a step's task, which has three characters at least. */
export function taskName(step: string): string {
  return step.length >= 3 ? step : `step ${step}`
}

function resolveAll(parameters: Texts, lookup: ReferenceLookup): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, resolveToText(text, lookup)]))
}

/** The parameters with the hashes of what they name in place of the addresses. */
function contentsOf(given: Texts, lookup: ReferenceLookup): Texts {
  const resolved = resolveAll(given, byContent(lookup))
  return Object.fromEntries(Object.entries(resolved).map(([name, text]) => [name, contentText(text)]))
}

function configurationTexts({ configurations = {} }: StepDefinition): Record<string, string> {
  const entries = Object.entries(configurations)
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))
}
