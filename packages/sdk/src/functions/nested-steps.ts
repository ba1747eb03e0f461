import type { Connection } from '../connection.ts'
import type { Call } from './call.ts'
import { type Graph, graphOf } from './graph.ts'
import { importedFunctions } from './imported-functions.ts'
import type { PipelineWork, ProgramFunction } from './program-function.ts'
import { functionsOf } from './registry.ts'
import { sourceOf } from './step-result.ts'

/** The depth down to which pipelines inside pipelines are searched: one may call itself. */
const deepest = 10

/** A step of a pipeline that is called inside a pipeline, named by its path: `outer > inner > step`. */
export interface NestedStep {
  readonly name: string
  readonly called: ProgramFunction
}
export interface NestedSteps {
  /** The steps that the inner pipelines list. */
  readonly certain: readonly NestedStep[]
  /** The steps that inner pipelines may call: which ones is known only when they run. */
  readonly possible: readonly NestedStep[]
}

/** Finds the steps of the pipelines that a graph calls, and of those that they call, before any of them runs. */
export async function nestedSteps(connection: Connection, pipeline: string, graph: Graph): Promise<NestedSteps> {
  const found = {
    certain: [] as NestedStep[],
    possible: [] as NestedStep[],
    mayCall: new Map<ProgramFunction, readonly ProgramFunction[]>(),
  }
  await open(connection, { path: pipeline, graph, outer: new Set(), depth: 1 }, found)
  return found
}

interface Found extends Record<keyof NestedSteps, NestedStep[]> {
  /** The functions that a pipeline may call whose steps only its run knows. */
  readonly mayCall: Map<ProgramFunction, readonly ProgramFunction[]>
}

interface Level {
  readonly path: string
  readonly graph: Graph
  /** The calls of the pipelines around it. */
  readonly outer: ReadonlySet<Call>
  readonly depth: number
}

async function open(connection: Connection, { path, graph, outer, depth }: Level, found: Found): Promise<void> {
  const around = new Set([...outer, ...graph.calls])
  for (const { name, called, input } of graph.steps) {
    if (called.work.by !== 'pipeline') continue
    const inner = `${path} > ${name}`
    const listed = depth < deepest ? await listedBy(connection, called, called.work, { input, around }) : undefined
    if (listed === undefined) {
      const functions = found.mayCall.get(called) ?? (await functionsFor(called))
      found.mayCall.set(called, functions)
      const steps = functions.filter((one) => one.work.by !== 'pipeline' && !graph.steps.some((step) => step.called === one))
      found.possible.push(...steps.map((step) => ({ name: `${inner} > ${step.name}`, called: step })))
      continue
    }
    found.certain.push(...listed.steps.map((step) => ({ name: `${inner} > ${step.name}`, called: step.called })))
    await open(connection, { path: inner, graph: listed, outer: around, depth: depth + 1 }, found)
  }
}

async function functionsFor(called: ProgramFunction): Promise<readonly ProgramFunction[]> {
  const { named, possible } = await importedFunctions(called)
  return [...functionsOf((file) => file === called.site.file).values(), ...named, ...possible]
}

/** The graph of an inner pipeline; undefined if only its run knows it, because its body awaits, or works with a value that a step has yet to make. */
async function listedBy(
  connection: Connection,
  called: ProgramFunction,
  work: PipelineWork,
  { input, around }: { readonly input: unknown; readonly around: ReadonlySet<Call> },
): Promise<Graph | undefined> {
  if (!work.isGraph || isResult(input)) return undefined
  const given = Object.entries((input ?? {}) as Record<string, unknown>)
  const results = given.filter(([, value]) => isResult(value))
  const values = given.filter(([key]) => !results.some(([result]) => result === key))
  const completed = await work.parameters.complete(Object.fromEntries(values))
  if ('faults' in completed) return undefined
  try {
    return await graphOf(
      connection,
      { name: called.name, body: work.body },
      { ...completed.values, ...Object.fromEntries(results) },
      around,
    )
  } catch {
    return undefined
  }
}

function isResult(value: unknown): boolean {
  return typeof value === 'object' && value !== null && sourceOf(value) !== undefined
}
