import { keptFrom, type StepState } from '@clearway/engine'

type Texts = Readonly<Record<string, string>>

/** A call as it is compared with recorded steps. */
export interface ComparedCall {
  readonly function: string
  /** The name that the call asks for. */
  readonly name?: string | undefined
  readonly parameters: Texts
}

/** The steps that an earlier process of the run had called, until the body calls each of them again. */
export class RecordedSteps {
  /** By their names, in the order of their first calls. */
  readonly #left: Map<string, StepState>

  constructor(steps: readonly StepState[]) {
    const called = steps.filter(({ definition }) => definition.function !== undefined)
    this.#left = new Map(called.map((step) => [step.definition.name, step]))
  }

  /** The steps that must be called again and were not, in the order of their first calls: all but those that a retry lets change; or those of one function. */
  left(of?: string): readonly StepState[] {
    return [...this.#left.values()].filter((step) => !mayChange(step) && (of === undefined || step.definition.function === of))
  }

  /** The steps that a retry kept and that were not called since. */
  keptLeft(): readonly StepState[] {
    return [...this.#left.values()].filter(({ calledBeforeRetry }) => calledBeforeRetry === true)
  }

  /** Takes the first step with the function and the inputs of a call. */
  takeSame(call: ComparedCall): StepState | undefined {
    const same = [...this.#left.values()].find(
      (step) => mayBe(step, call) && differenceOf(step.definition.parameters, call.parameters) === undefined,
    )
    if (same !== undefined) this.#left.delete(same.definition.name)
    return same
  }

  /** The step that a call with other inputs begins anew: the first of the function that waits for a call, else the first that a retry kept. */
  findChanged(call: ComparedCall): StepState | undefined {
    const changed = [...this.#left.values()].filter((step) => mayChange(step) && mayBecome(step, call))
    return changed.find(({ awaits }) => awaits === 'call') ?? changed[0]
  }

  /** Takes a found step; those below it that a retry kept begin anew with it, once they are called. */
  takeChanged({ definition: { name } }: StepState): void {
    for (const { calledBeforeRetry: _, ...kept } of keptFrom(name, (other) => this.#left.get(other)))
      this.#left.set(kept.definition.name, { ...kept, awaits: 'call' })
    this.#left.delete(name)
  }
}

function mayChange({ awaits, calledBeforeRetry }: StepState): boolean {
  return awaits === 'call' || calledBeforeRetry === true
}

function mayBe({ definition }: StepState, call: ComparedCall): boolean {
  return definition.function === call.function && (call.name === undefined || call.name === definition.name)
}

/** A step that was named by its call is only changed by a call that names it: that one may still come. */
function mayBecome(step: StepState, call: ComparedCall): boolean {
  return mayBe(step, call) && (call.name !== undefined || isNumbered(step.definition.name, call.function))
}

function isNumbered(name: string, of: string): boolean {
  return name === of || (name.startsWith(`${of}-`) && /^\d+$/.test(name.slice(of.length + 1)))
}

/** The first input that two calls do not have in common, and its two texts. */
function differenceOf(
  before: Texts,
  now: Texts,
): { readonly input: string; readonly before: string | undefined; readonly now: string | undefined } | undefined {
  const key = [...new Set([...Object.keys(before), ...Object.keys(now)])].find((name) => before[name] !== now[name])
  return key === undefined ? undefined : { input: key.replace(/^Args\//, ''), before: before[key], now: now[key] }
}

/** Thrown if the body, run again, does not call the steps that it called before. */
export class Divergence extends Error {
  override readonly name = 'Divergence'
  /** The recorded step, by its name in the run. */
  readonly step: string

  constructor(recorded: StepState, call?: ComparedCall) {
    const { name, parameters } = recorded.definition
    const difference = call === undefined ? undefined : differenceOf(parameters, call.parameters)
    const what =
      difference === undefined
        ? `was called before the pipeline's process was restarted, and is not called any more`
        : `was called with ${difference.input} = ${shown(difference.before)} before the pipeline's process was restarted, and now with ${shown(difference.now)}`
    super(
      `Step '${name}' ${what}. A body calls the same steps with the same inputs each time: put what is random or reads a clock into a step, and start a new run after a change of the code or of its parameters.`,
    )
    this.step = name
  }
}

function shown(text: string | undefined): string {
  if (text === undefined) return 'nothing'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
