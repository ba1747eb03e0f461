import type { Task } from '@clearway/contract'
import type { Api } from '@clearway/sdk'
import { processesMarked, type World } from '@clearway/testkit'
import { logOf, stepsOf } from '../../pipelines/pipeline-world.ts'
import { runProgram } from '../client-test.ts'

/** Runs the Python program with three function steps in one of its modes. Answers the controller's id. */
export async function start({ connection }: World, mode: string): Promise<{ readonly run: string; readonly output: string }> {
  const { id, output } = await runProgram(connection, 'function_pipeline.py', [mode])
  return { run: id, output }
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
