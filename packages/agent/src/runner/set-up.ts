import { basename } from 'node:path'
import { isShell, prepareCommand } from '../environments/command.ts'
import { isNode, prepareNode } from '../environments/node.ts'
import { preparePython } from '../environments/python.ts'
import type { Phase, Prepared, SetUp } from '../environments/script.ts'
import type { ExecutionSpec } from '../executors/executor.ts'

export type ReadyTask = {
  readonly spec: ExecutionSpec
  /** Milliseconds by part, and the whole as `total`. */
  readonly phases: Readonly<Partial<Record<Phase, number>> & { total: number }>
}

/** Makes a task ready to run: its code, its environment, its command. `env` is what its process gets beside what the runtime adds. */
export async function setUpTask(attempt: string, env: Readonly<Record<string, string>>, setUp: SetUp): Promise<ReadyTask> {
  const begun = performance.now()
  const phases: Partial<Record<Phase, number>> = {}
  const prepared = await prepare({
    ...setUp,
    onPhase: (phase, ms) => {
      phases[phase] = (phases[phase] ?? 0) + ms
      setUp.onPhase?.(phase, ms)
    },
  })
  setUp.log(`${prepared.cwd}$ ${prepared.command.join(' ')}`)
  return {
    spec: { attempt, command: prepared.command, cwd: prepared.cwd, env: { ...env, ...prepared.env } },
    phases: { ...phases, total: performance.now() - begun },
  }
}

/** Chosen by the program that the task names; a name nobody knows means Python, as for ClearML's agent. */
async function prepare(setUp: SetUp): Promise<Prepared> {
  const binary = setUp.script.binary?.trim() || 'python'
  if (isShell(binary)) return await prepareCommand(setUp)
  if (isNode(binary)) return await prepareNode(setUp)
  if (!basename(binary).startsWith('python')) setUp.log(`The program ${binary} is not known, Python is used.`)
  return await preparePython(setUp)
}
