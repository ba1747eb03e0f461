import { pipelineOfRun } from '@clearway/engine'
import { runNamesIn } from '../db/tables/pipeline-runs.ts'
import type { Reader } from '../scope.ts'

/** The name of the next run of a pipeline in a project: `NAME`, then `NAME #2` and so on. */
export async function nextRunName(reader: Reader, project: string | null, run: string): Promise<string> {
  const plain = pipelineOfRun(run)
  const numbers = (await runNamesIn(reader, project, plain)).map((other) => numberOf(other, plain))
  return `${plain} #${Math.max(1, ...numbers) + 1}`
}

function numberOf(name: string, plain: string): number {
  if (name === plain) return 1
  const number = / #(\d+)$/.exec(name.slice(plain.length))?.[1]
  return number === undefined || name !== `${plain} #${number}` ? 0 : Number(number)
}
