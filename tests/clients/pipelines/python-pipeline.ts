import { join } from 'node:path'
import type { Task } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { processesMarked, runPython, type World } from '@clearway/testkit'
import { expect } from 'vitest'
import { logOf, stepsOf } from '../../pipelines/pipeline-world.ts'

export const programs = join(import.meta.dirname, '../programs')

/** Runs the Python program with three function steps in one of its modes. Answers the controller's id. */
export async function start({ connection }: World, mode: string): Promise<{ readonly run: string; readonly output: string }> {
  const { exitCode, output, stdout } = await runPython(join(programs, 'function_pipeline.py'), [mode], { server: connection })
  expect(exitCode, output).toBe(0)
  return { run: /^PIPELINE (\w{32})$/m.exec(stdout)?.[1] ?? '', output }
}

export async function total(api: Api, run: string): Promise<string> {
  const steps = await stepsOf(api, run)
  return logOf(api, steps.find(({ name }) => name === 'total')?.id ?? '')
}
export const named = (steps: readonly Task[]) => steps.map(({ name, status }) => [name, status])
export const allCompleted = ['numbers', 'doubled', 'total'].map((name) => [name, 'completed'])

/** The process that an agent started for a task. */
export async function controllerPid(task: string): Promise<number> {
  const [first] = await processesMarked('CLEARML_TASK_ID', task)
  if (first === undefined) throw new Error('The controller has no process.')
  return first.pid
}
