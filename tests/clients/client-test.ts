import { join } from 'node:path'
import type { Connection } from '@clearway/contract'
import { runPython, startAgentProcess } from '@clearway/testkit'
import { ownServerTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

/** A test of the published clients, with a server of its own and, if it asks for `agent`, one of our agents that serves the queue `default`. */
export const test = ownServerTest.extend('agent', async ({ world }, { onCleanup }) => {
  const agent = await startAgentProcess(world.connection, { queues: ['default'] })
  onCleanup(() => agent[Symbol.asyncDispose]())
  return agent
})

/** Runs a Python program of `programs` to its end, which must be good. Answers the id of the task or pipeline that it printed, and its output. */
export async function runProgram(
  connection: Connection,
  program: string,
  args: readonly string[] = [],
): Promise<{ readonly id: string; readonly output: string }> {
  const { exitCode, output, stdout } = await runPython(join(import.meta.dirname, 'programs', program), args, { server: connection })
  expect(exitCode, output).toBe(0)
  return { id: /^(?:TASK|PIPELINE) (\w{32})$/m.exec(stdout)?.[1] ?? '', output }
}
