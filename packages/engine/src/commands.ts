import type { StepOutcome } from './run-state.ts'

type Parameters = Readonly<Record<string, string>>

/** What the host has to do. After a crash a command is given again, so to carry it out twice must do no harm. */
export type Command =
  /** Answered by `pre_execute_decided`. */
  | { readonly type: 'decide_pre_execute'; readonly step: string; readonly parameters: Parameters }
  /** Answered by `step_cached` or `cache_missed`. */
  | { readonly type: 'find_cached'; readonly step: string; readonly parameters: Parameters }
  /** Answered by `step_expanded`. */
  | { readonly type: 'expand'; readonly step: string }
  /** Answered by `step_launched` or `launch_failed`. A launch with the same key happens once. The parameters still hold references. */
  | {
      readonly type: 'launch'
      readonly step: string
      readonly attempt: number
      readonly key: string
      readonly queue: string | undefined
      readonly parameters: Parameters
      /** How long to wait before the start of a further attempt. */
      readonly delaySeconds?: number
    }
  /** Answered by `retry_decided`. */
  | { readonly type: 'decide_retry'; readonly step: string; readonly attempt: number; readonly task: string; readonly reason: string }
  /** Answered by `post_execute_done`. */
  | { readonly type: 'run_post_execute'; readonly step: string; readonly task: string | undefined; readonly outcome: StepOutcome }
  /** Answered by the `step_status` that follows. */
  | { readonly type: 'stop_task'; readonly step: string; readonly attempt: number; readonly task: string; readonly reason: string }
  | { readonly type: 'finish'; readonly status: 'completed' | 'failed' | 'stopped'; readonly reason: string }

/** The identity of a launch: the same for the same attempt, whichever process makes it. */
export function launchKey(run: string, step: string, attempt: number): string {
  return `${run}/${step}/${attempt}`
}
