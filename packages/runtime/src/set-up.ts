import { basename } from 'node:path'
import { containerRefusal } from '@clearway/contract/container'
import { isShell, prepareCommand } from './environments/command.ts'
import { isNode, prepareNode } from './environments/node.ts'
import { preparePython } from './environments/python.ts'
import type { Phase, Prepared, SetUp } from './environments/script.ts'
import type { ExecutionSpec } from './executors/executor.ts'

export interface ReadyTask {
  readonly spec: ExecutionSpec
  /** The full id of the commit that was checked out, where the task has a repository. */
  readonly commit: string | undefined
  /** Milliseconds by part, and the whole as `total`. */
  readonly phases: Readonly<Partial<Record<Phase, number>> & { total: number }>
}

/** Thrown for a task that this runtime cannot run in any lane, so that another try is useless. */
export class UnsupportedTask extends Error {
  override readonly name = 'UnsupportedTask'
}

/** Makes a task ready to run: its code, its environment, its command. `env` is what its process gets beside what the runtime adds. */
export async function setUpTask(attempt: string, env: Readonly<Record<string, string>>, setUp: SetUp): Promise<ReadyTask> {
  checkContainer(setUp)
  const begun = performance.now()
  const phases: Partial<Record<Phase, number>> = {}
  const prepared = await prepare({
    ...setUp,
    onPhase: (phase, ms) => {
      phases[phase] = (phases[phase] ?? 0) + ms
      setUp.onPhase?.(phase, ms)
    },
  })
  setUp.log(`Running ${prepared.shown}`)
  if (setUp.showsCommand === true) setUp.log(`${prepared.cwd}$ ${prepared.command.join(' ')}`)
  return {
    spec: { attempt, command: prepared.command, cwd: prepared.cwd, env: { ...env, ...prepared.env } },
    commit: prepared.commit,
    phases: { ...phases, total: performance.now() - begun },
  }
}

function checkContainer({ container, log }: SetUp): void {
  const refusal = containerRefusal(container)
  if (refusal !== undefined) throw new UnsupportedTask(refusal)
  if (container?.arguments?.trim()) log('The container arguments are ignored: the task names no image.')
  if (container?.setup_shell_script?.trim()) log('The container’s set-up script is ignored: the task names no image.')
}

/** The task's `binary` decides what prepares it; an unknown name means Python, as for ClearML's agent. */
async function prepare(setUp: SetUp): Promise<Prepared> {
  const binary = setUp.script.binary?.trim() || 'python'
  if (isShell(binary)) return prepareCommand(setUp)
  if (isNode(binary)) return prepareNode(setUp)
  if (!basename(binary).startsWith('python')) setUp.log(`The program ${binary} is not known, Python is used.`)
  return preparePython(setUp)
}
