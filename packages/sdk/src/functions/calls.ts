import { setImmediate as turn } from 'node:timers/promises'
import { type StepDefinition, type StepState } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import { Call } from './call.ts'
import { type StepCallOptions, checkName } from './function-options.ts'
import { addressText, artifactOf, type InputTrees, inputTexts, inputTrees, pathOf, plainTexts, referenceText, resultsIn } from './inputs.ts'
import type { Origins } from './origins.ts'
import { outputsOf, type ProgramFunction, takesPlainTexts } from './program-function.ts'
import { type ComparedCall, Divergence, RecordedSteps } from './recorded-steps.ts'
import type { CallTaker } from './scope.ts'
import { sourceOf, type StepResult } from './step-result.ts'

/** How long a call that differs from the recorded ones waits for the body to make those: they may come in another order. */
const patienceMs = 10_000

export interface CallsOptions {
  readonly connection: Connection
  readonly origins: Origins
  /** The steps that an earlier process of the run had called. */
  readonly recorded: readonly StepState[]
  /** Gives the definition of a step, and adds it to the run. */
  readonly add: (step: NewStep) => void
  /** Called when a call has its place in the run: with the step as it is recorded, if that counts for the call. */
  readonly onPlaced: (call: Call, recorded: StepState | undefined) => void
  /** Whether a recorded step can begin anew: not while it runs. */
  readonly canRenew: (step: string) => boolean
  readonly onWanted: (call: Call) => void
  readonly onDivergence: (error: Divergence) => void
  /** Calls of the pipelines around this one, whose results its steps may be given before the run: in a run they are values. */
  readonly outer?: ReadonlySet<Call>
}

/** A call that becomes a step. */
export interface NewStep {
  readonly name: string
  readonly called: ProgramFunction
  /** What the body has given it. */
  readonly input: unknown
  readonly parameters: StepDefinition['parameters']
  readonly parents: readonly string[]
  /** Whether it was called before a retry that kept it, with other inputs. */
  readonly isRecalled?: true
}

interface Waiting {
  readonly call: Call
  readonly input: unknown
  readonly needs: readonly Call[]
  /** The calls among `needs` that the call names without using their results. */
  readonly after: readonly Call[]
  texts: Readonly<Record<string, string>> | undefined
}

/** Takes the calls of a body, gives each its place in the run, in their order, and finds the steps of calls that were made before. */
export class Calls implements CallTaker {
  readonly #options: CallsOptions
  readonly #recorded: RecordedSteps
  readonly #waiting = new Map<Call, Waiting>()
  readonly #held = new Map<Call, Waiting>()
  readonly #names: Set<string>
  readonly #counts = new Map<string, number>()
  #patience: NodeJS.Timeout | undefined
  #isDeciding = false
  #closed: string | undefined
  readonly all = new Set<Call>()

  constructor(options: CallsOptions) {
    this.#options = options
    this.#recorded = new RecordedSteps(options.recorded)
    this.#names = new Set(options.recorded.map(({ definition }) => definition.name))
    for (const { definition } of options.recorded) if (definition.function !== undefined) this.#count(definition.function)
  }

  call(called: ProgramFunction, input: unknown, options: StepCallOptions): StepResult<unknown> {
    if (this.#closed !== undefined) throw new Error(`Step '${called.name}' cannot be called any more: ${this.#closed}.`)
    if (options.name !== undefined) checkName(`A call of step '${called.name}'`, options.name)
    const given: object[] = []
    const trees = inputTrees(`The input of step '${called.name}'`, input, (value) => {
      const result = this.#resultOf(value)
      if (result === undefined || result === value || !takesPlainTexts(called.work)) return result
      if (value !== input && artifactOf({ path: pathOf(result), outputs: outputsAt(result) }) !== undefined) return result
      // Its program gets addresses, and this has none, so it gets the value that the body has awaited.
      given.push(result)
      return undefined
    })
    const after = [...(options.after ?? []), ...given].map((of) => this.#callOf(of, called.name))
    const needs = [...resultsIn(trees).map((of) => this.#callOf(of, called.name)), ...after]
    const call = new Call(called, options, this.#options.onWanted)
    this.all.add(call)
    const waiting: Waiting = { call, input, needs, after, texts: undefined }
    this.#waiting.set(call, waiting)
    void this.#prepare(waiting, trees)
    return call.result
  }

  /** A recorded step that was not called again, once the body has ended; undefined if there is none. */
  divergence(): Divergence | undefined {
    const [step] = this.#recorded.left()
    if (step === undefined) return undefined
    const held = [...this.#held.values()].find(({ call }) => call.called.name === step.definition.function)
    return new Divergence(step, held === undefined ? undefined : comparedOf(held))
  }

  /** The steps that a retry kept and that were not called since. */
  uncalled(): string[] {
    return this.#recorded.keptLeft().map(({ definition }) => definition.name)
  }

  /** Refuses further calls, for a reason. */
  close(reason: string): void {
    this.#closed = reason
    clearTimeout(this.#patience)
  }

  /** To be called when steps of the run have changed: a held call may have waited for the end of one. */
  update(): void {
    if (this.#held.size > 0 && !this.#isDeciding) void this.#decideHeld()
  }

  /** To be called when something happens that may lead to further calls. */
  restartPatience(): void {
    clearTimeout(this.#patience)
    if (this.#held.size === 0 || this.#closed !== undefined) return
    this.update()
    this.#patience = setTimeout(() => {
      // A call that a retried step can become waits for the end of that step.
      const isStuck = [...this.#held.values()].some((held) => this.#recorded.findChanged(comparedOf(held)) === undefined)
      const error = isStuck ? this.divergence() : undefined
      if (error !== undefined) this.#options.onDivergence(error)
    }, patienceMs)
  }

  #resultOf(value: object): object | undefined {
    return sourceOf(value) === undefined ? this.#options.origins.find(value) : value
  }

  #callOf(of: object, name: string): Call {
    const call = sourceOf(of)?.call
    if (call instanceof Call && (this.all.has(call) || this.#options.outer?.has(call) === true)) return call
    throw new TypeError(`Step '${name}' is given the result of a step of another run, or what is no step's result. Give the value instead.`)
  }

  async #prepare(waiting: Waiting, trees: InputTrees): Promise<void> {
    const { call, needs } = waiting
    try {
      await Promise.all(needs.map(({ placed }) => placed.promise))
      const { connection } = this.#options
      waiting.texts = takesPlainTexts(call.called.work)
        ? await plainTexts(connection, call.called.name, trees, (of, what) =>
            addressText(what, nameOf(of), { path: pathOf(of), outputs: outputsAt(of) }),
          )
        : await inputTexts(connection, trees, (of) => referenceText(nameOf(of), pathOf(of), outputsAt(of)))
      this.#placeReady()
    } catch (error) {
      this.#waiting.delete(call)
      fail(call, error)
      this.#placeReady()
    }
    this.restartPatience()
  }

  /** Places the calls that are ready, in the order of the calls: one that is not ready holds back the later ones, unless it waits for a held call. */
  #placeReady(): void {
    for (const waiting of this.#waiting.values()) {
      if (waiting.texts === undefined) {
        if (this.#isBlocked(waiting)) continue
        return
      }
      this.#waiting.delete(waiting.call)
      this.#place(waiting)
    }
  }

  #isBlocked({ needs }: Waiting): boolean {
    return needs.some((need) => {
      if (this.#held.has(need)) return true
      const above = this.#waiting.get(need)
      return above !== undefined && this.#isBlocked(above)
    })
  }

  #place(waiting: Waiting): void {
    const { call } = waiting
    const of = call.called.name
    const recorded = this.#recorded.takeSame(comparedOf(waiting))
    if (recorded !== undefined) {
      if (recorded.awaits === 'call') this.#begin(waiting, recorded)
      else this.#settlePlace(call, recorded.definition.name, recorded)
      this.#release(of)
      this.restartPatience()
    } else if (this.#mayBeRecorded(waiting)) {
      this.#held.set(call, waiting)
      this.restartPatience()
    } else this.#add(waiting)
  }

  /** Whether a recorded step may be that of a call with other inputs: one that has yet to be called, or one that a retry lets change. */
  #mayBeRecorded(waiting: Waiting): boolean {
    const call = comparedOf(waiting)
    return this.#recorded.left(call.function).length > 0 || this.#recorded.findChanged(call) !== undefined
  }

  /** Adds the held calls of a function for which no recorded step is left. */
  #release(of: string): void {
    for (const held of this.#held.values()) {
      if (held.call.called.name !== of || this.#mayBeRecorded(held)) continue
      this.#held.delete(held.call)
      this.#add(held)
    }
  }

  /** Gives calls with other inputs the steps that a retry lets change. Calls that come together are compared first: one of them may have the old inputs. */
  async #decideHeld(): Promise<void> {
    this.#isDeciding = true
    await turn()
    this.#isDeciding = false
    if (this.#closed !== undefined || [...this.#waiting.values()].some((waiting) => !this.#isBlocked(waiting))) return
    for (const held of this.#held.values()) {
      const changed = this.#recorded.findChanged(comparedOf(held))
      if (changed === undefined || !this.#options.canRenew(changed.definition.name)) continue
      this.#held.delete(held.call)
      try {
        this.#recorded.takeChanged(changed)
        this.#begin(held, changed)
        this.#release(held.call.called.name)
      } catch (error) {
        fail(held.call, error)
      }
    }
  }

  /** Lets a recorded step begin with the inputs of a call. */
  #begin(waiting: Waiting, { definition: { name }, calledBeforeRetry: isRecalled }: StepState): void {
    this.#define(name, waiting, isRecalled === undefined ? {} : { isRecalled })
    this.#settlePlace(waiting.call, name, undefined)
  }

  #add(waiting: Waiting): void {
    const { call } = waiting
    const { called, options } = call
    const name = options.name ?? this.#nextName(called.name)
    if (this.#names.has(name))
      return fail(call, new Error(`There is a step '${name}' in this run already. Give each call a name of its own.`))
    this.#names.add(name)
    if (options.name !== undefined) this.#count(called.name)
    this.#define(name, waiting)
    this.#settlePlace(call, name, undefined)
  }

  #define(name: string, { call, input, after, texts = {} }: Waiting, more: Pick<NewStep, 'isRecalled'> = {}): void {
    this.#options.add({
      name,
      called: call.called,
      input,
      parameters: texts,
      parents: [...new Set(after.map((parent) => parent.name ?? ''))],
      ...more,
    })
  }

  #settlePlace(call: Call, name: string, recorded: StepState | undefined): void {
    call.place(name)
    this.#options.onPlaced(call, recorded)
  }

  #nextName(of: string): string {
    for (;;) {
      const number = this.#count(of)
      const name = number === 1 ? of : `${of}-${number}`
      if (!this.#names.has(name)) return name
    }
  }

  #count(of: string): number {
    const number = (this.#counts.get(of) ?? 0) + 1
    this.#counts.set(of, number)
    return number
  }
}

function comparedOf({ call, texts = {} }: Waiting): ComparedCall {
  return { function: call.called.name, name: call.options.name, parameters: texts }
}

function nameOf(of: object): string {
  return (sourceOf(of)?.call as Call | undefined)?.name ?? ''
}

function outputsAt(of: object): readonly string[] | undefined {
  const call = sourceOf(of)?.call as Call | undefined
  return call === undefined ? undefined : outputsOf(call.called.work)
}

function fail(call: Call, error: unknown): void {
  call.placed.reject(error)
  call.reject(error)
  call.ended.resolve()
}
