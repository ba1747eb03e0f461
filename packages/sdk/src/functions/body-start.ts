import { withResolvers } from '@clearway/contract/with-resolvers'
import { setImmediate as turn } from 'node:timers/promises'
import type { RunState, StepDefinition } from '@clearway/engine'
import { canRenew, stepOf, stepsOf } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import type { DynamicEnd, DynamicSteps, OpenRun } from '../pipeline/drive.ts'
import type { StepCode } from '../pipeline/step-options.ts'
import type { Task } from '../task.ts'
import { type Call, callOf } from './call.ts'
import { Calls, type NewStep } from './calls.ts'
import { Deliveries } from './deliveries.ts'
import { errorLine, errorText } from './describe-error.ts'
import { isFailed } from './failure-of.ts'
import { Origins } from './origins.ts'
import { placeOfStep } from './place-of-step.ts'
import type { ProgramFunction } from './program-function.ts'
import { storeResult } from './results.ts'
import { inBody } from './scope.ts'
import { codeOf, definitionOfStep } from './step-definition.ts'
import { StepFailed } from './step-failed.ts'
import { sourceOf } from './step-result.ts'
import { unhandledFailure } from './unhandled-failure.ts'
import { onUnhandledRejection } from './unhandled-rejections.ts'
import { encode } from './values/encode.ts'
import { nodesOf, ResultNode } from './values/tree.ts'

export interface BodyOptions {
  /** The run's controller task, which gets the result. */
  readonly task: Task
  /** The body, with its parameters: those of a run that has just been opened, or those that it has when a retry starts it anew. */
  readonly run: (isAnew: boolean) => unknown
  /** The name of the pipeline. */
  readonly name: string
  readonly functions: ReadonlyMap<string, ProgramFunction>
  /** The base tasks of the program's functions, by their names. */
  readonly drafts: Readonly<Record<string, string>>
}

/** One execution of a pipeline's body, from its beginning. */
export class BodyStart implements DynamicSteps {
  readonly #options: BodyOptions
  readonly #callbacks: Map<string, StepCode>
  readonly #isAnew: boolean
  readonly #placed = new Map<string, Call>()
  readonly #failed = withResolvers<never>()
  readonly #origins = new Origins()
  readonly #deliveries: Deliveries
  #calls: Calls | undefined
  #state: RunState | undefined
  #isLeft = false

  /** `callbacks` gets those of the steps that the body calls. */
  constructor(options: BodyOptions, { callbacks, isAnew }: { readonly callbacks: Map<string, StepCode>; readonly isAnew: boolean }) {
    this.#options = options
    this.#callbacks = callbacks
    this.#isAnew = isAnew
    this.#failed.promise.catch(() => {})
    this.#deliveries = new Deliveries(this.#connection, this.#origins, (step) => this.#placed.get(step))
  }

  get #connection(): Connection {
    return this.#options.task.connection
  }

  /** Runs the body to its end. */
  async begin(run: OpenRun): Promise<DynamicEnd> {
    this.#state = run.state
    const recorded = stepsOf(run.state)
    for (const { definition } of recorded) this.#addCallbacks(definition.name, definition.function)
    const calls = new Calls({
      connection: this.#connection,
      origins: this.#origins,
      recorded,
      add: (step) => (step.isRecalled === true ? run.recall : run.add)(this.#define(step)),
      onPlaced: (call, before) => {
        if (before?.calledBeforeRetry === true) run.recall(before.definition)
        this.#onPlaced(call, before?.definition.name)
      },
      canRenew: (step) => this.#state === undefined || canRenew(this.#state, step),
      onWanted: (call) => this.#deliveries.update(call),
      onDivergence: (error) => this.#failed.reject(error),
    })
    this.#calls = calls
    const release = onUnhandledRejection(calls, this.#onUnhandled)
    try {
      await this.#run(calls)
      const uncalled = calls.uncalled()
      return uncalled.length === 0 ? {} : { uncalled }
    } catch (error) {
      if (!(error instanceof StepFailed) && !this.#isLeft) console.error(errorText(error))
      return { failure: error instanceof StepFailed ? error.message : errorLine(error) }
    } finally {
      // A body that a retry has replaced may still reject: the listener stays, so that Node does not end the process.
      if (!this.#isLeft) release()
      calls.close('the run has ended')
    }
  }

  /** Abandons the body: its calls get no further values, and new ones are refused. */
  leave(): void {
    this.#isLeft = true
    this.#deliveries.stop()
    this.#calls?.close('a retry has started the pipeline anew')
  }

  /** To be called with each new state of the run, and the steps that changed. */
  update(state: RunState, changedSteps: Iterable<string>): void {
    this.#state = state
    for (const name of changedSteps) {
      const call = this.#placed.get(name)
      if (call !== undefined) this.#observe(call, name)
    }
    this.#calls?.update()
    if (state.status === 'stopping') this.#calls?.close(state.stopRequested ?? state.failure ?? 'the run is being stopped')
  }

  async #run(calls: Calls): Promise<void> {
    const { run, task, name } = this.#options
    const returned: unknown = await Promise.race([inBody(calls, () => run(this.#isAnew)), this.#failed.promise])
    const tree = encode(returned, { what: `The result of pipeline '${name}'`, resultOf: (value) => this.#resultOf(value) })
    const results = nodesOf(tree, ResultNode)
    const divergence = calls.divergence()
    if (divergence !== undefined) throw divergence
    await Promise.race([Promise.all([...calls.all].map(({ ended }) => ended.promise)), this.#failed.promise])
    for (const { of } of results) await this.#assertDone(of)
    await this.#learnOfFailures(calls)
    const unhandled = unhandledFailure([...calls.all], (step) => this.#placed.get(step))
    // Its result rejects with the reason.
    if (unhandled !== undefined) await unhandled.result
    for (const call of calls.all) if (call.end === undefined && !call.isWanted) await call.result
    await storeResult(task, tree, (of) => placeOfStep(this.#connection, of, callOf(of).end?.task))
  }

  /** Waits until Node has reported the rejections that nothing handles. */
  async #learnOfFailures(calls: Calls): Promise<void> {
    await Promise.all([...calls.all].flatMap(({ end, settled }) => (isFailed(end) ? [settled.promise] : [])))
    await turn()
  }

  readonly #onUnhandled = (error: unknown): void => {
    if (this.#isLeft) return
    const call = error instanceof StepFailed ? this.#placed.get(error.step) : undefined
    // A promise made of a step's result was left without a handler: nobody has learned of the failure.
    if (call === undefined) this.#failed.reject(error)
    else call.isWanted = false
  }

  #define(step: NewStep): StepDefinition {
    this.#addCallbacks(step.name, step.called.name)
    return definitionOfStep(step, this.#options.drafts)
  }

  #addCallbacks(step: string, of: string | undefined): void {
    const called = of === undefined ? undefined : this.#options.functions.get(of)
    if (called !== undefined) this.#callbacks.set(step, codeOf(called))
  }

  #onPlaced(call: Call, recorded: string | undefined): void {
    this.#placed.set(call.name ?? '', call)
    if (recorded !== undefined) this.#observe(call, recorded)
  }

  #observe(call: Call, name: string): void {
    const step = this.#state === undefined ? undefined : stepOf(this.#state, name)
    if (step?.phase !== 'done' || call.end !== undefined) return
    call.end = step
    call.ended.resolve()
    this.#calls?.restartPatience()
    this.#deliveries.update(call)
  }

  #resultOf(value: object): object | undefined {
    return sourceOf(value) === undefined ? this.#origins.find(value) : value
  }

  /** Throws the failure of a step whose result the pipeline returns. */
  async #assertDone(of: object): Promise<void> {
    const call = callOf(of)
    if (call.end === undefined || isFailed(call.end)) await call.result
  }
}
