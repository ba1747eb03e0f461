import type { Connection } from '@clearway/sdk'
import type { HostRequest } from '../../program-host/messages.ts'
import { programFile } from '../../program-host/program-file.ts'
import { ProgramProcess } from '../../program-host/program-process.ts'
import type { RunAnswer } from './after-verb.ts'

interface FileRetry {
  readonly file: string
  /** The name of the pipeline. */
  readonly pipeline: string
  readonly what: NonNullable<HostRequest['retry']>
}

/** Lets a run go on with the code of a file. */
export async function retryWithFile(
  { file, pipeline, what }: FileRetry,
  connection: Connection,
  onLine: (line: string) => void,
): Promise<RunAnswer> {
  const request: HostRequest = { task: 'retry', file: programFile(file), pipeline, words: [], mode: 'queue', retry: what }
  const retried = await new ProgramProcess({ request, connection, onLine }).answer
  if (retried.type !== 'retried') throw new Error(`The program answered ${retried.type}.`)
  const { run, warnings } = retried
  const { task } = await connection.api.tasks.get_by_id({ task: run })
  return { run, name: task.name ?? run, status: task.status ?? 'queued', warnings }
}
