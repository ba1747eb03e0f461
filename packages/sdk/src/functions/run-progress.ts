import type { RunFault } from '@clearway/contract'
import type { StepStatus } from '@clearway/contract'

/** What happens in a run that this process drives. */
export type RunProgress =
  /** The run has its id, and begins. */
  | { readonly type: 'started'; readonly run: string; readonly warnings: readonly RunFault[] }
  /** A step has another status, or begins another attempt. */
  | {
      readonly type: 'step'
      readonly step: string
      readonly status: StepStatus
      /** Counted from 1; 0 before the first. */
      readonly attempt: number
      readonly task?: string
      readonly reason?: string
    }
  /** A step that runs as a process of its own has printed something: one line, or several. */
  | { readonly type: 'output'; readonly step: string; readonly task: string; readonly text: string }
