import type { StepState } from '@clearway/engine'

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
  readonly #left: StepState[]

  constructor(steps: readonly StepState[]) {
    this.#left = steps.filter(({ definition }) => definition.function !== undefined)
  }

  /** The steps that must be called again and were not, in the order of their first calls; all, or those of one function. */
  left(of?: string): readonly StepState[] {
    return this.#left.filter(({ definition, awaitsCall }) => awaitsCall !== true && (of === undefined || definition.function === of))
  }

  /** Takes the recorded step of a call: the first with the same function and inputs, else the first retried one of the function, whose inputs may change. */
  take(call: ComparedCall): StepState | undefined {
    const same = this.#left.findIndex(
      (step) => mayBe(step, call) && differenceOf(step.definition.parameters, call.parameters) === undefined,
    )
    const at = same === -1 ? this.#left.findIndex((step) => step.awaitsCall === true && mayBe(step, call)) : same
    return at === -1 ? undefined : this.#left.splice(at, 1)[0]
  }
}

function mayBe({ definition }: StepState, call: ComparedCall): boolean {
  return definition.function === call.function && (call.name === undefined || call.name === definition.name)
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
