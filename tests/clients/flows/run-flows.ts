import { join } from 'node:path'
import { runPython, type World } from '@clearway/testkit'
import { expect } from 'vitest'
import { declaredFlows, type FlowProgram } from './declared-flows.ts'

interface FlowResult {
  readonly flow: string
  readonly passed: boolean
  readonly seconds: number
  readonly output: string
}

/** Runs a program's flows, or those that are named, which must all pass. */
export async function runFlows(
  { connection }: World,
  program: FlowProgram,
  { only, queue = 'default' }: { only?: string; queue?: string } = {},
): Promise<void> {
  const { stdout, output } = await runPython(join(import.meta.dirname, `${program}.py`), only === undefined ? [] : [only], {
    server: connection,
    env: { PYTHONPATH: import.meta.dirname, STEPS_QUEUE: queue },
    milliseconds: 400_000,
  })
  const results = [...stdout.matchAll(/^FLOW (.*)$/gm)].map(([, line = '']) => JSON.parse(line) as FlowResult)
  const failed = results.filter(({ passed }) => !passed).map((result) => `${program}.${result.flow}:\n${result.output}`)
  expect(failed.join('\n\n')).toBe('')
  const expected = declaredFlows(program).map(({ name }) => name)
  expect(results.map(({ flow }) => flow).toSorted(), output).toEqual(only === undefined ? expected.toSorted() : [only])
}
