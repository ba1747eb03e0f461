import { setTimeout as sleep } from 'node:timers/promises'
import type { Api } from '../client.ts'
import { captureOutput } from './capture-output.ts'
import type { Logger } from './logger.ts'
import { onProcessEnd, type ProcessEnd } from './process-end.ts'

/** The tie between a task and this process. */
export interface OwnProcess {
  /** Sends queued events, and reports the task's end unless an agent does. */
  readonly end: (end: ProcessEnd) => Promise<void>
}

export interface OwnOptions {
  readonly api: Api
  readonly task: string
  readonly logger: Logger
  /** Whether an agent, or a local pipeline, started the process: it then reports the task's end. */
  readonly isStartedByAgent: boolean
  readonly capturesOutput: boolean
  readonly onEnd: () => void
}

/** Ties a task to this process: the process's output becomes the task's log, and its end the task's end. */
export function ownProcess(options: OwnOptions): OwnProcess {
  const { api, task, logger, isStartedByAgent } = options
  const release = options.capturesOutput ? captureOutput(logger) : undefined
  let ended: Promise<void> | undefined

  const finish = async (how: ProcessEnd): Promise<void> => {
    stopListening()
    release?.()
    options.onEnd()
    await logger.flush()
    if (!isStartedByAgent) await reportEnd(api, task, how)
  }
  const end = (how: ProcessEnd): Promise<void> => (ended ??= finish(how))
  const stopListening = isStartedByAgent ? flushAtEnd(logger) : onProcessEnd(end)
  return { end }
}

/** How long a process of an agent may still send after SIGTERM. */
const flushAtSignalMs = 2000

/** Sends queued events before the process ends. The end itself is reported by the agent. */
function flushAtEnd(logger: Logger): () => void {
  const flush = async (): Promise<void> => logger.flush().catch((error: unknown) => console.error(error))
  const onDone = (): void => void flush()
  const onSignal = (signal: NodeJS.Signals): void =>
    void Promise.race([flush(), sleep(flushAtSignalMs)]).finally(() => process.kill(process.pid, signal))
  process.once('beforeExit', onDone)
  process.once('SIGTERM', onSignal)
  return () => {
    process.off('beforeExit', onDone)
    process.off('SIGTERM', onSignal)
  }
}

/** Reports the end of a task, unless it has ended already. */
async function reportEnd(api: Api, task: string, end: ProcessEnd): Promise<void> {
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
