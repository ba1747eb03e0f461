import { parseArgs } from 'node:util'
import { openConnection } from '../connection.ts'
import { readProcessContext } from '../task/process-context.ts'
import { Task } from '../task.ts'
import { errorLine, errorText } from './describe-error.ts'
import { driveController } from './controller-process.ts'
import { functionsOf } from './registry.ts'
import { runStep } from './run-step.ts'

let begun: Promise<never> | undefined

/**
 * Runs the step or pipeline of this bundle that the arguments name, and ends the process. The generated entry calls it when the user's module is loaded,
 * and a pipeline's `run` where the module itself starts one.
 */
export function runProgram(): Promise<never> {
  return (begun ??= run())
}

/** Whether a bundle has begun its own work, so that a pipeline that is started now is one more run. */
export function isBegun(): boolean {
  return begun !== undefined
}

async function run(): Promise<never> {
  const { values } = parseArgs({ options: { step: { type: 'string' }, pipeline: { type: 'string' } }, strict: false })
  const name = String(values.step ?? values.pipeline ?? '')
  const functions = functionsOf()
  const called = functions.get(name)
  const { taskId } = readProcessContext()
  if (called === undefined || taskId === undefined)
    return exit(
      2,
      taskId === undefined
        ? 'This bundle runs a step or a pipeline of a task: an agent starts it.'
        : `This program has no step or pipeline '${name}'. It has: ${[...functions.keys()].join(', ')}.`,
    )
  const { work } = called
  if (work.by === 'pipeline') {
    const end = await driveController(called, work, await Task.get({ id: taskId, connection: await openConnection() }))
    return exit(end.status === 'completed' ? 0 : 1)
  }
  if (work.by !== 'function') return exit(2, `Step '${name}' is no function of this program.`)
  const task = await Task.init({ projectName: '', taskName: name })
  try {
    await runStep(name, work, task, task.stopSignal)
  } catch (error) {
    console.error(errorText(error))
    // The process alone would report no more than its exit code.
    await task
      .markFailed(errorLine(error), errorText(error).split('\n').slice(0, 6).join('\n'))
      .catch((failure: unknown) => console.error(String(failure)))
    return exit(1)
  }
  await task.close()
  return exit(0)
}

function exit(code: number, message?: string): never {
  if (message !== undefined) console.error(message)
  process.exit(code)
}
