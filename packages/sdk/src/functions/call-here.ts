import { withResolvers } from '@clearway/contract/with-resolvers'
import { LocalMachine } from '../pipeline/local-machine.ts'
import type { LocalEnd, StepOutput } from '../pipeline/local-runner.ts'
import type { LocalStepsOptions } from '../pipeline/local-steps.ts'
import { stepNameOf } from '../pipeline/local-task.ts'
import type { CalledHere } from '../pipeline/run-local-task.ts'
import { TakenOver } from '../pipeline/taken-over.ts'
import type { Task } from '../task.ts'
import { errorLine, errorText } from './describe-error.ts'
import { drivePipeline } from './drive-controller.ts'
import type { PreparedProgram } from './prepared-program.ts'
import type { FunctionWork, ProgramFunction } from './program-function.ts'
import { runStep } from './run-step.ts'

interface HereOptions {
  /** Whether functions are called in this process, so that a debugger stops in them; default: false. */
  readonly debug?: boolean | undefined
  /** How many steps run at once; default: one for each CPU. */
  readonly jobs?: number | undefined
  /** Called with what the processes of steps print. A step of an inner run is named by its path: `inner > load`. */
  readonly onOutput?: ((output: StepOutput) => void) | undefined
}

/**
 * How a run runs its steps on this machine. This process drives the pipelines among them, so that the runs inside a run share its jobs and its output; they
 * take no job themselves, because they only wait for their steps. What is of another program runs as a process.
 */
export function stepsHere(program: PreparedProgram, { debug = false, jobs, onOutput }: HereOptions = {}): LocalStepsOptions {
  // Functions of this process are called one after another, so that a debugger stops in one of them at a time.
  const machine = new LocalMachine(debug ? 1 : jobs)
  const within = (path: string): LocalStepsOptions => ({
    machine,
    callHere: (task) => {
      const called = calledBy(task, program)
      if (called === undefined) return undefined
      const { name, work } = called
      if (work.by === 'function') return debug ? calledFunction(name, work, task) : undefined
      if (work.by !== 'pipeline') return undefined
      const localSteps = within(`${path}${stepNameOf(task)} > `)
      return {
        isController: true,
        run: async (stop) => reported(task, stop, drivePipeline({ called, work, task, program, stop, localSteps })),
      }
    },
    ...(onOutput === undefined ? {} : { onOutput: (output) => onOutput({ ...output, step: path + output.step }) }),
  })
  return within('')
}

function calledFunction(name: string, work: FunctionWork, task: Task): CalledHere | undefined {
  // A command needs the folder with its files, which only a process of its own has.
  if (work.files !== undefined) return undefined
  return {
    isController: false,
    run: async (stop) => {
      const stopped = withResolvers<never>()
      stopped.promise.catch(() => {})
      const onStop = (): void => stopped.reject(stop.reason)
      stop.addEventListener('abort', onStop, { once: true })
      // A function cannot be ended from outside: it is left to itself once a stop is asked for.
      const end = await reported(task, stop, Promise.race([runStep(name, work, task, stop), stopped.promise]))
      stop.removeEventListener('abort', onStop)
      return end
    },
  }
}

/** Waits for the work of a task, and reports its failure as a process of its own would. */
async function reported(task: Task, stop: AbortSignal, work: Promise<unknown>): Promise<LocalEnd> {
  try {
    await work
    return { ending: { how: 'exited', code: 0 }, lastLines: '' }
  } catch (error) {
    await task.reload()
    if (!stop.aborted && task.status === 'in_progress' && !(error instanceof TakenOver)) {
      console.error(errorText(error))
      await task.markFailed(errorLine(error), errorText(error).split('\n').slice(0, 6).join('\n'))
    }
    return { ending: { how: 'exited', code: 1 }, lastLines: '' }
  }
}

/** The function of the program that a task runs, by the bundle and the arguments of its entry point. */
function calledBy({ document }: Task, { functions, bundleHash }: PreparedProgram): ProgramFunction | undefined {
  const bundle = document.execution?.artifacts?.find(({ key, mode }) => key === 'bundle' && mode === 'input')
  const name = /--(?:step|pipeline) (?:'([^']+)'|(\S+))$/.exec(document.script?.entry_point ?? '')
  return name === null || bundle?.hash !== bundleHash ? undefined : functions.get(name[1] ?? name[2] ?? '')
}
