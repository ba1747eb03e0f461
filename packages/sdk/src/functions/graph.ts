import { setImmediate as turn } from 'node:timers/promises'
import { allParents, type StepDefinition } from '@clearway/engine'
import type { Connection } from '../connection.ts'
import type { Call } from './call.ts'
import { Calls, type NewStep } from './calls.ts'
import { Origins } from './origins.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import { inBody } from './scope.ts'
import { definitionOfStep } from './step-definition.ts'
import { sourceOf } from './step-result.ts'
import { encode } from './values/encode.ts'
import type { Tree } from './values/tree.ts'

/** The steps that a body without `async` lists, and what the body returns. */
export interface Graph {
  readonly steps: readonly NewStep[]
  /** The calls that became the steps. */
  readonly calls: ReadonlySet<Call>
  /** What the body returned; the nodes of results name calls of the steps. */
  readonly returned: Tree
}

/**
 * Calls a body that only lists steps, with the parameters of a run. Throws if it waits for a step's result, which only a run has. Stores what is too
 * large for a step's parameters. `outer`: calls of the pipelines around it, whose results the parameters may hold.
 */
export async function graphOf(
  connection: Connection,
  { name, body }: Pick<ProgramFunction, 'name'> & Pick<PipelineWork, 'body'>,
  parameters: Record<string, unknown>,
  outer: ReadonlySet<Call> = new Set(),
): Promise<Graph> {
  const steps: NewStep[] = []
  const calls = new Calls({
    connection,
    origins: new Origins(),
    recorded: [],
    add: (step) => steps.push(step),
    onPlaced: () => {},
    canRenew: () => true,
    onWanted: () => {
      throw awaiting(name)
    },
    onDivergence: () => {},
    outer,
  })
  const begun: unknown = inBody(calls, () => body(parameters))
  const isPromise = begun instanceof Promise && sourceOf(begun) === undefined
  // An `async` body rejects as well; the error below says more.
  if (isPromise) begun.catch(() => {})
  // An `await` in a function that the body calls asks for the value only now.
  await turn()
  calls.close('its body has ended')
  if (isPromise || [...calls.all, ...outer].some(({ isWanted }) => isWanted)) throw awaiting(name)
  const returned = encode(begun, {
    what: `The result of pipeline '${name}'`,
    resultOf: (value) => (sourceOf(value) === undefined ? undefined : value),
  })
  await Promise.all([...calls.all].map(({ placed }) => placed.promise))
  return { steps, calls: calls.all, returned }
}

/** The steps of a graph as the engine runs them. */
export function graphSteps({ steps }: Graph, drafts: Readonly<Record<string, string>>): Record<string, StepDefinition> {
  const names = new Set(steps.map(({ name }) => name))
  const known = { hasStep: (name: string) => names.has(name), hasParameter: () => false }
  const defined = steps.map((step): [string, StepDefinition] => {
    // No body can decide what a failure means, so it fails the run.
    const definition = { ...definitionOfStep(step, drafts), continueOnFail: false, continueOnAbort: false }
    // With the parents that its inputs imply, as a controller's task states them.
    return [step.name, { ...definition, parents: allParents(definition, known) }]
  })
  return Object.fromEntries(defined)
}

function awaiting(pipeline: string): Error {
  return new Error(
    `The body of pipeline '${pipeline}' is not async, so it only lists steps and cannot wait for their results. Make the body async, or pass the results on as they are.`,
  )
}
