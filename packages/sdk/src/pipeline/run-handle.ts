import type { TaskStatus } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { Task } from '../task.ts'
import type { Connection } from '../connection.ts'
import { waitForStatus, type WaitOptions } from '../task/wait.ts'
import type { RunEnd } from './drive.ts'

/** How a pipeline ended. */
export interface PipelineEnd {
  readonly status: TaskStatus
  /** Why it failed or stopped; empty where it completed. */
  readonly reason: string
}

/** One run of a pipeline. */
export interface PipelineRun {
  /** The controller task's id. */
  readonly id: string
  readonly connection: Connection
  /** `submitted` from here to a queue; `driven` to its end by this process; `passed over`, because this process is the controller of another pipeline. */
  readonly role: 'submitted' | 'driven' | 'passed over'
  /** Resolves when it has ended; at once if this process drove it. */
  readonly wait: (options?: WaitOptions) => Promise<PipelineEnd>
  /** Asks for it to be stopped; its live steps are stopped with it. */
  readonly stop: (reason?: string) => Promise<void>
  readonly task: () => Promise<Task>
}

export function submittedRun(connection: Connection, id: string): PipelineRun {
  return {
    id,
    connection,
    role: 'submitted',
    wait: async (options = {}) => {
      const { status, status_reason: reason, status_message: message } = await waitForStatus(connection.api, id, hasEnded, options)
      return { status, reason: status === 'completed' ? '' : reason || message }
    },
    stop: async (reason = 'asked for by a program') => {
      await (await Task.get({ id, connection })).stop({ reason })
    },
    task: async () => Task.get({ id, connection }),
  }
}

/** A run whose end this process knows, because it drove it. */
export function drivenRun(connection: Connection, id: string, { status, reason }: Pick<RunEnd, 'status' | 'reason'>): PipelineRun {
  return { ...submittedRun(connection, id), role: 'driven', wait: async () => ({ status, reason }), stop: async () => {} }
}

export function passedOverRun(connection: Connection, id: string): PipelineRun {
  return {
    ...submittedRun(connection, id),
    role: 'passed over',
    wait: async () => ({ status: 'created', reason: 'this process is the controller of another pipeline' }),
    stop: async () => {},
  }
}
