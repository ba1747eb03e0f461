import { withResolvers } from '@clearway/contract/with-resolvers'
import type { CallHere } from '../pipeline/run-local-task.ts'
import type { Task } from '../task.ts'
import { errorLine, errorText } from './describe-error.ts'
import { drivePipeline } from './drive-controller.ts'
import type { PreparedProgram } from './prepared-program.ts'
import type { ProgramFunction } from './program-function.ts'
import { runStep } from './run-step.ts'

/** Runs the steps of a program in this process: a debugger stops in their functions. Steps of other programs run as processes. */
export function callHere(program: PreparedProgram): CallHere {
  const calls: CallHere = (task, stop) => {
    const called = calledBy(task, program)
    if (called === undefined || called.work.by === 'python' || called.work.by === 'task') return undefined
    // A command needs the folder with its files, which only a process of its own has.
    if (called.work.by === 'function' && called.work.files !== undefined) return undefined
    return run(called, task, stop)
  }
  const run = async (called: ProgramFunction, task: Task, stop: AbortSignal) => {
    const stopped = withResolvers<never>()
    stopped.promise.catch(() => {})
    const onStop = (): void => stopped.reject(stop.reason)
    stop.addEventListener('abort', onStop, { once: true })
    const { name, work } = called
    try {
      if (work.by === 'pipeline')
        await drivePipeline({ called, work, task, program, stop, runStepsLocally: true, localSteps: { callHere: calls } })
      // A function cannot be ended from outside: it is left to itself once a stop is asked for.
      else if (work.by === 'function') await Promise.race([runStep(name, work, task, stop), stopped.promise])
    } catch (error) {
      if (!stop.aborted) {
        console.error(errorText(error))
        await task.markFailed(errorLine(error), errorText(error).split('\n').slice(0, 6).join('\n'))
      }
    } finally {
      stop.removeEventListener('abort', onStop)
    }
    return { ending: { how: 'exited' as const, code: 0 }, lastLines: '' }
  }
  return calls
}

/** The function of the program that a task runs, by the arguments of its entry point. */
function calledBy({ document }: Task, { functions }: PreparedProgram): ProgramFunction | undefined {
  const name = /--(?:step|pipeline) (?:'([^']+)'|(\S+))$/.exec(document.script?.entry_point ?? '')
  return name === null ? undefined : functions.get(name[1] ?? name[2] ?? '')
}
