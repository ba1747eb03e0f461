import { pipelineOfRun } from '@clearway/engine'
import type { Tx } from '../../scope.ts'
import { runNamesIn, runsNamed } from './pipeline-runs.ts'
import { findOwnProject } from './projects.ts'

/**
 * The name of the next run of a pipeline in a project: `NAME`, then `NAME #2` and so on. New runs of one project wait for each other until the transaction
 * ends, so that no two get the same number. `run`: the name of the pipeline or of a run of it; `copied`: that of the run which is copied, which counts.
 */
export async function nextRunName(tx: Tx, project: string | null, run: string, copied?: string): Promise<string> {
  if (project !== null) await findOwnProject(tx, project)
  const plain = pipelineOfRun(run)
  const others = await runNamesIn(tx, project, plain)
  const numbers = [...others, ...(copied === undefined ? [] : [copied])].map((other) => numberOf(other, plain))
  const number = Math.max(0, ...numbers) + 1
  return number === 1 ? plain : `${plain} #${number}`
}

/** The name of a run that comes with one: its own if no other run of the project has it, else the one that it has here already, else the next. */
export async function freeRunName(
  tx: Tx,
  project: string | null,
  { id, name }: { readonly id: string; readonly name: string },
): Promise<string> {
  if (project !== null) await findOwnProject(tx, project)
  const plain = pipelineOfRun(name)
  const runs = await runsNamed(tx, project, plain)
  const own = runs.find((run) => run.id === id)
  if (own !== undefined && pipelineOfRun(own.name) === plain) return own.name
  return runs.some((run) => run.name === name) ? nextRunName(tx, project, name) : name
}

function numberOf(name: string, plain: string): number {
  if (name === plain) return 1
  const number = / #(\d+)$/.exec(name.slice(plain.length))?.[1]
  return number === undefined || name !== `${plain} #${number}` ? 0 : Number(number)
}
