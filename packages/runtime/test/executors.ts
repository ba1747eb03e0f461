import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionSpec, Executor, Handle } from '../src/executors/executor.ts'
import { ProcessExecutor } from '../src/executors/process/process-executor.ts'

/** The executors that `executor.test.ts` tests, each over a folder of attempts. A new one joins by a line. */
export const executorKinds: Readonly<Record<string, (work: string) => Executor>> = {
  process: (work) => new ProcessExecutor({ rootOf: (attempt) => join(work, attempt) }),
}

export interface ExecutorWorld extends AsyncDisposable {
  readonly work: string
  readonly executor: Executor
  /** An executor over the same folder, as a later process of the agent has it. */
  readonly another: () => Executor
  /** The specification of an attempt that runs a shell script. The attempt is stopped at the end of the test. */
  readonly shell: (attempt: string, script: string, env?: Readonly<Record<string, string>>) => ExecutionSpec
  /** All output from the offset on, once the program has ended. */
  readonly output: (handle: Handle, offset?: number) => Promise<string>
  /** The first so many lines of the output, as soon as they are there. */
  readonly numbersIn: (handle: Handle, count: number) => Promise<readonly number[]>
}

export const patience = (): AbortSignal => AbortSignal.timeout(20_000)

/** An executor over an empty folder. Disposal stops its executions and deletes its folder. */
export async function anExecutor(kind: (work: string) => Executor): Promise<ExecutorWorld> {
  const work = await mkdtemp(join(tmpdir(), 'clearway-executor-'))
  const executor = kind(work)
  const attempts = new Set<string>()
  return {
    work,
    executor,
    another: () => kind(work),
    shell: (attempt, script, env = {}) => {
      attempts.add(attempt)
      return { attempt, command: ['sh', '-c', script], cwd: work, env: { PATH: process.env['PATH'] ?? '', ...env } }
    },
    output: async (handle, offset = 0) => {
      const parts: Uint8Array[] = []
      for await (const { bytes } of executor.logs(handle, offset, patience())) parts.push(bytes)
      return Buffer.concat(parts).toString()
    },
    numbersIn: async (handle, count) => {
      let text = ''
      for await (const { bytes } of executor.logs(handle, 0, patience())) {
        text += Buffer.from(bytes).toString()
        const numbers = text.split('\n').slice(0, -1).map(Number)
        if (numbers.length >= count) return numbers
      }
      throw new Error(`The step wrote only: ${text}`)
    },
    async [Symbol.asyncDispose]() {
      for (const attempt of attempts) await executor.stop(attempt, 0)
      await executor[Symbol.asyncDispose]()
      await rm(work, { recursive: true, force: true })
    },
  }
}

/** Whether a process has ended, also where its parent has not collected it. */
export async function isGone(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat[stat.lastIndexOf(')') + 2] === 'Z'
}
