import { join } from 'node:path'
import { type PyTorch, pythonClients, runPython, type World } from '@clearway/testkit'
import { expect } from 'vitest'
import { declaredFlows, type FlowProgram, importFrameworks, needsAgent } from './declared-flows.ts'

interface FlowResult {
  readonly flow: string
  readonly passed: boolean
  readonly seconds: number
  readonly output: string
}

export interface FlowRun {
  readonly program: FlowProgram
  /** These flows alone. Default: all of the program. */
  readonly only?: readonly string[]
  /** The queue of the steps. Default: `default`. */
  readonly queue?: string
  /** The Python with PyTorch. Default: that of the published clients, with the frameworks that the program imports. */
  readonly torch?: PyTorch
}

/** How long a test of flows may take: more than twice what it takes on two busy processors. Its programs end before, and say how far they came. */
export const flowsMs = 900_000

/** The flows of a program that need an agent, or those that need none. */
export function flowsOf(program: FlowProgram, { agent }: { readonly agent: boolean }): FlowRun & { readonly only: readonly string[] } {
  const names = declaredFlows(program).map(({ name }) => name)
  return { program, only: names.filter((name) => needsAgent(program, name) === agent) }
}

/** Runs the flows of programs side by side. All must pass; a failed one is reported when the others have ended, so that none goes on after the test. */
export async function runFlows({ connection }: Pick<World, 'connection'>, runs: readonly FlowRun[], signal: AbortSignal): Promise<void> {
  const outcomes = await Promise.allSettled(runs.map((run) => runProgram(connection, run, signal)))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
}

async function runProgram(
  connection: World['connection'],
  { program, only, queue = 'default', torch }: FlowRun,
  signal: AbortSignal,
): Promise<void> {
  const { bin } = torch ?? (await pythonClients({ frameworks: importFrameworks.has(program) }))
  const { stdout, output } = await runPython(join(import.meta.dirname, `${program}.py`), only ?? [], {
    server: connection,
    bin,
    env: { ...torch?.env, PYTHONPATH: [import.meta.dirname, torch?.env.PYTHONPATH].join(':'), STEPS_QUEUE: queue },
    milliseconds: flowsMs - 40_000,
    signal,
  })
  const results = [...stdout.matchAll(/^FLOW (.*)$/gm)].map(([, line = '']) => JSON.parse(line) as FlowResult)
  const failed = results.filter(({ passed }) => !passed).map((result) => `${program}.${result.flow}:\n${result.output}`)
  expect(failed.join('\n\n')).toBe('')
  const expected = only ?? declaredFlows(program).map(({ name }) => name)
  expect(results.map(({ flow }) => flow).toSorted(), output).toEqual(expected.toSorted())
}
