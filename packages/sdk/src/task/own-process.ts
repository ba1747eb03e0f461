import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '../client.ts'
import { captureOutput } from './capture-output.ts'
import type { Logger } from './logger.ts'
import { onProcessEnd, type ProcessEnd } from './process-end.ts'

/** What a task that runs in this process holds of it. */
export interface OwnProcess {
  /** Sends what waits, and says how the task ended where nobody else does. */
  readonly end: (end: ProcessEnd) => Promise<void>
}

export interface OwnOptions {
  readonly api: Api
  readonly task: string
  readonly logger: Logger
  /** Whether an agent, or a pipeline, started the process: it then says how the task ended. */
  readonly isStartedByAgent: boolean
  readonly capturesOutput: boolean
  readonly onEnd: () => void
}

/** Ties a task to this process: its output becomes the log, and its end the task's. */
export function ownProcess(options: OwnOptions): OwnProcess {
  const { api, task, logger, isStartedByAgent } = options
  const release = options.capturesOutput ? captureOutput(logger) : undefined
  let ended: Promise<void> | undefined

  const finish = async (how: ProcessEnd): Promise<void> => {
    forget()
    release?.()
    options.onEnd()
    await logger.flush()
    if (!isStartedByAgent) await sayEnd(api, task, how)
  }
  const end = (how: ProcessEnd): Promise<void> => (ended ??= finish(how))
  const forget = isStartedByAgent ? flushAtEnd(logger) : onProcessEnd(end)
  return { end }
}

/** How long an agent's process that is asked to end may still send. */
const lastWordsMs = 2000

/** An agent says how its processes end; what they have to tell is sent before. */
function flushAtEnd(logger: Logger): () => void {
  const flush = async (): Promise<void> => logger.flush().catch((error: unknown) => console.error(error))
  const onDone = (): void => void flush()
  const onSignal = (signal: NodeJS.Signals): void =>
    void Promise.race([flush(), sleep(lastWordsMs)]).finally(() => process.kill(process.pid, signal))
  process.once('beforeExit', onDone)
  process.once('SIGTERM', onSignal)
  return () => {
    process.off('beforeExit', onDone)
    process.off('SIGTERM', onSignal)
  }
}

/** Says the end, unless somebody has said one already. */
async function sayEnd(api: Api, task: string, end: ProcessEnd): Promise<void> {
  const { task: current } = await api.tasks.get_by_id({ task })
  if (current.status !== 'in_progress') return
  switch (end.how) {
    case 'completed':
      await api.tasks.completed({ task })
      return
    case 'failed': {
      const message = end.error instanceof Error ? (end.error.stack ?? end.error.message) : String(end.error)
      await api.tasks.failed({ task, status_reason: 'its process broke', status_message: message.slice(0, 4000) })
      return
    }
    case 'stopped':
      await api.tasks.stopped({ task, status_reason: `its process was ended by ${end.signal}` })
  }
}
