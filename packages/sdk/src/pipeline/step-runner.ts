import type { Launch } from '@clearway/contract'
import type { LaunchedTask } from '@clearway/engine'
import { isApiError } from '../api-error.ts'
import type { Api } from '../client.ts'

/** Runs the steps of a pipeline. */
export interface StepRunner extends AsyncDisposable {
  /** Whether the server may make a launch itself, in the transaction that stores the events it follows from. */
  readonly launchesWithEvents: boolean
  /** A launch with the same key happens once, however often it is asked for. */
  readonly launch: (launch: Launch) => Promise<LaunchedTask>
  readonly stop: (task: string, reason: string) => Promise<void>
  /** Continues a task that an earlier process of this run launched. */
  readonly adopt: (task: string) => Promise<void>
  /** Ends what may still run for a step that has ended, such as the process of a task that was stopped from outside. */
  readonly release: (task: string) => void
}

/** Runs steps by enqueueing them, for any agent to take. */
export function queuedSteps(api: Api): StepRunner {
  return {
    launchesWithEvents: true,
    launch: (launch) => api.tasks.launch(launch),
    stop: async (task, reason) => {
      try {
        await api.tasks.stop({ task, status_reason: reason })
      } catch (error) {
        // The task has ended meanwhile: `StepWatch` reports how.
        if (!isApiError(error, 'invalid_transition', 'status_changed')) throw error
      }
    },
    adopt: async () => {},
    release: () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}
