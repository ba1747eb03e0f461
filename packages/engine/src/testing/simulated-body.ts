import { defineStep, type StepDefinition } from '../definition.ts'
import { canRenew } from '../recalls.ts'
import { isEnded, stepOf, stepsOf, type StepState } from '../run-state.ts'
import type { SimulatedHost } from './simulated-host.ts'

/** One place of a body where it calls a step. */
export interface CallSite {
  /** Earlier sites whose values it awaits, to make inputs of them. */
  readonly awaited: readonly number[]
  /** Earlier sites whose results it passes on. */
  readonly passedOn: readonly number[]
  readonly usesParameter: boolean
  /** Whether it only calls if the first awaited value is even. */
  readonly isBranch: boolean
  readonly cacheExecuted: boolean
}

/** A body that calls steps one after another, for property tests: from its beginning in each process, with inputs that depend on awaited values alone. */
export class SimulatedBody {
  readonly #host: SimulatedHost
  readonly #sites: readonly CallSite[]
  #at = 0
  #isClosed = false
  #parameter: unknown
  readonly #called = new Set<number>()

  constructor(host: SimulatedHost, sites: readonly CallSite[]) {
    this.#host = host
    this.#sites = sites
    this.restart()
  }

  /** Begins anew, as in a new process. */
  restart(): void {
    this.#at = 0
    this.#isClosed = false
    this.#called.clear()
    this.#parameter = this.#host.state.pipeline.parameters['p']?.value
  }

  /** Comes to its next call, if it has what it awaits. */
  advance(): void {
    if (this.#isClosed || this.#host.state.status !== 'running') return
    const site = this.#sites[this.#at]
    const awaited = (site?.awaited ?? [...this.#sites.keys()]).filter((of) => this.#called.has(of)).map((of) => this.#step(of))
    if (awaited.some((step) => step?.phase !== 'done')) return
    const broken = awaited.find((step) => step?.status !== 'completed' && step?.status !== 'cached')
    if (broken !== undefined) return this.#close({ failure: `'${broken.definition.name}' gave no value` })
    if (site === undefined)
      return this.#close({
        uncalled: stepsOf(this.#host.state)
          .filter(isKept)
          .map(({ definition }) => definition.name),
      })
    const [first] = site.awaited
    const isLeftOut = site.isBranch && first !== undefined && this.#valueOf(first) % 2 === 1
    if (isLeftOut || this.#call(site)) this.#at += 1
  }

  /** Steps that do not have the inputs that the body gives them now, or that ran although it does not call them. */
  wrongSteps(): string[] {
    return stepsOf(this.#host.state)
      .filter(({ definition, status }) => {
        const at = [...this.#sites.keys()].find((site) => nameOf(site) === definition.name) ?? 0
        if (!this.#called.has(at)) return status !== 'skipped' && status !== 'aborted'
        return JSON.stringify(definition) !== JSON.stringify(this.#definition(at))
      })
      .map(({ definition }) => definition.name)
  }

  #call(site: CallSite): boolean {
    const { state } = this.#host
    const definition = this.#definition(this.#at)
    const known = stepOf(state, definition.name)
    const isSame = known !== undefined && JSON.stringify(known.definition) === JSON.stringify(definition)
    if (known === undefined || known.awaits === 'call') this.#host.append({ type: 'step_added', definition })
    else if (isKept(known)) {
      if (!isSame && !canRenew(state, definition.name)) return false
      this.#host.append({ type: 'step_recalled', definition })
    } else if (!isSame) throw new Error(`'${definition.name}' has other inputs than before, without a retry: ${JSON.stringify(site)}`)
    this.#called.add(this.#at)
    return true
  }

  #definition(at: number): StepDefinition {
    const site = this.#sites[at]
    const here = (of: number): boolean => this.#called.has(of)
    return defineStep({
      name: nameOf(at),
      function: 'f',
      baseTask: 'b',
      continueOnFail: true,
      continueOnAbort: true,
      cacheExecuted: site?.cacheExecuted ?? false,
      parameters: Object.fromEntries([
        ...(site?.usesParameter === true ? [['Args/p', JSON.stringify(this.#parameter)]] : []),
        ...(site?.awaited ?? []).filter(here).map((of) => [`Args/value${of}`, String(this.#valueOf(of))]),
        ...(site?.passedOn ?? []).filter(here).map((of) => [`Args/of${of}`, `\${${nameOf(of)}.id}`]),
      ]) as Record<string, string>,
    })
  }

  #step(at: number): StepState | undefined {
    return stepOf(this.#host.state, nameOf(at))
  }

  /** What a step gives: by its inputs, and those of the steps whose results it was given. */
  #valueOf(at: number): number {
    const step = this.#step(at)
    if (step === undefined) return 0
    const of = (this.#sites[at]?.passedOn ?? [])
      .filter((parent) => step.parents.includes(nameOf(parent)))
      .map((parent) => this.#valueOf(parent))
    const text = JSON.stringify([step.definition.parameters, of])
    return [...text].reduce((sum, one) => (sum * 31 + (one.codePointAt(0) ?? 0)) % 65_521, 7) % 4
  }

  #close(end: { readonly failure: string } | { readonly uncalled: readonly string[] }): void {
    if (isEnded(this.#host.state)) return
    this.#isClosed = true
    this.#host.append({ type: 'steps_closed', ...end })
  }
}

function isKept({ calledBeforeRetry }: StepState): boolean {
  return calledBeforeRetry === true
}

function nameOf(at: number): string {
  return `s${at}`
}
