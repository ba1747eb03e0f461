import type { DagFault } from './dag.ts'

/** Why an event cannot be part of a run's history. */
type RefusalCode = 'not_started' | 'another_run' | 'bad_definition' | 'unknown_step' | 'run_ended' | RetryRefusalCode | 'unknown_parameter'

/** Why steps cannot begin anew. */
type RetryRefusalCode = 'run_stopping' | 'nothing_to_retry' | 'step_not_ended' | 'parent_not_done'

/** Thrown for an event that contradicts the run. The state is unchanged, and the event must not be stored. */
export class RefusedEvent extends Error {
  override readonly name = 'RefusedEvent'
  readonly code: RefusalCode
  readonly faults: readonly DagFault[]

  constructor(code: RefusalCode, message: string, faults: readonly DagFault[] = []) {
    super(faults.length === 0 ? message : `${message} ${faults.map((fault) => fault.message).join(' ')}`)
    this.code = code
    this.faults = faults
  }
}
