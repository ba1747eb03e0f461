import type { CallSite } from './call-site.ts'
import type { StepFunctionOptions } from './function-options.ts'
import type { ParameterSet } from './parameter-faults.ts'
import type { PipelineFunctionOptions } from './pipeline-options.ts'

/** A step or pipeline of a program, as its runs see it. */
export interface ProgramFunction {
  readonly name: string
  readonly site: CallSite
  readonly options: StepFunctionOptions
  readonly work: Work
}

/** What a call of the function runs. */
export type Work = FunctionWork | PipelineWork

/** A function of the program, in a process of its bundle. */
export interface FunctionWork {
  readonly by: 'function'
  readonly call: (input: unknown) => unknown
}

/** A pipeline of the program, whose controller is the step. */
export interface PipelineWork {
  readonly by: 'pipeline'
  readonly parameters: ParameterSet
  readonly body: (parameters: Record<string, unknown>) => unknown
  /** Whether the body only lists steps, and awaits nothing. */
  readonly isGraph: boolean
  readonly options: PipelineFunctionOptions
}
