import type { Lease, RequestOf, workers } from '@clearway/contract'
import type { Executor, UserSettings } from '@clearway/runtime'
import type { Api } from '@clearway/sdk'
import type { AgentEvent } from '../agent-events.ts'
import type { Calm } from '../attempts/calm.ts'
import type { SpareRoot } from '../attempts/spare-root.ts'
import type { Leases } from '../leases.ts'

export type EndClaim = NonNullable<RequestOf<typeof workers.end>['claim']>

/** What every attempt of an agent shares. */
export interface RunnerDeps extends UserSettings {
  /** The agent's id. */
  readonly agent: string
  /** Calls as the agent. */
  readonly api: Api
  /** The server's address. */
  readonly url: string
  readonly executor: Executor
  /** The folder of an attempt. */
  readonly rootOf: (attempt: string) => string
  readonly spareRoot: SpareRoot
  readonly calm: Calm
  readonly leases: Leases
  readonly graceSeconds: number
  /** The agent's environment: what a task inherits of it is chosen from it. */
  readonly environment: NodeJS.ProcessEnv
  /** Never to be seen in a log, beside the attempt's own. */
  readonly secrets: readonly string[]
  /** The claim that goes with the report of an attempt's end, so that its slot gets the next task in the answer; undefined if it takes none now. */
  readonly nextClaim: (lease: Lease) => EndClaim | undefined
  readonly gpusOf: (lease: Lease) => readonly string[] | undefined
  readonly emit: (event: AgentEvent) => void
}

/** The worker that the server knows an attempt under. */
export function workerOf({ agent }: Pick<RunnerDeps, 'agent'>, { slot }: Lease): string {
  return `${agent}:${slot ?? 'light'}`
}
