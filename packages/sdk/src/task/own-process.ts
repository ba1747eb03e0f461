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
  // An agent ends its processes itself, and a signal that it sends must not wait for anything here.
  const forget = isStartedByAgent ? flushAtEnd(logger) : onProcessEnd(end)
  return { end }
}

function flushAtEnd(logger: Logger): () => void {
  const flush = (): void => void logger.flush().catch((error: unknown) => console.error(error))
  process.once('beforeExit', flush)
  return () => process.off('beforeExit', flush)
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
