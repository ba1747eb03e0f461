import type { LightMode } from '@clearway/contract'
import type { AgentEvent } from './agent-events.ts'

export type DrainMode = 'wait' | 'stop'

/** How an agent is started. Only the connection is needed. */
export interface AgentOptions {
  readonly connection: { readonly url: string; readonly accessKey: string; readonly secretKey: string }
  /** The worker's id; by default the host's name and a suffix that stays the same. */
  readonly name?: string | undefined
  /** Names or ids, the first comes first; by default `default`, in services mode `services`. */
  readonly queues?: readonly string[] | undefined
  /** Create the queues that do not exist. */
  readonly createQueues?: boolean | undefined
  /** Steps at a time; by default as many as `gpus` names, else one. */
  readonly slots?: number | undefined
  /** The GPUs of each slot (`parseGpuSlots`); by default the machine's, shared out evenly. */
  readonly gpus?: readonly (readonly string[])[] | undefined
  readonly cpuOnly?: boolean | undefined
  /** Only a light lane, no slots. */
  readonly servicesMode?: boolean | undefined
  /** Whose controllers the light lane takes: of any queue that no other lane serves, of its own queues, or none. */
  readonly light?: LightMode | undefined
  readonly labels?: readonly string[] | undefined
  /** The version of the agent's program, which the server shows. */
  readonly version?: string | undefined
  /** The folder of environments, bundles and mirrors of repositories, shared by all agents of this user. */
  readonly cache?: string | undefined
  /** The folder of this agent's attempts, in which its next process finds them. */
  readonly work?: string | undefined
  /** Between asking a step's processes to end and ending them. */
  readonly graceSeconds?: number | undefined
  /** What happens to running steps when the agent is disposed of; `stop` by default. */
  readonly drain?: DrainMode | undefined
  readonly environment?: NodeJS.ProcessEnv | undefined
  readonly onEvent?: ((event: AgentEvent) => void) | undefined
  /** Gives up starting, while the server is away for instance. */
  readonly signal?: AbortSignal | undefined
}
