import type { CallSite } from './call-site.ts'
import type { StepFunctionOptions } from './function-options.ts'
import type { ParameterSet } from './parameter-faults.ts'
import type { PythonPackages, PythonSource } from './python-program.ts'
import type { PipelineFunctionOptions } from './pipeline-options.ts'

/** A step or pipeline of a program, as its runs see it. */
export interface ProgramFunction {
  readonly name: string
  readonly site: CallSite
  readonly options: StepFunctionOptions
  readonly work: Work
}

/** What a call of the function runs. */
export type Work = FunctionWork | PipelineWork | PythonWork | TaskWork

/** A function of the program, in a process of its bundle. */
export interface FunctionWork {
  readonly by: 'function'
  readonly call: (input: unknown) => unknown
  /** Files and folders that travel along, relative to the file that defines the step. */
  readonly files?: readonly string[]
}

/** A Python program, which reads its inputs as parameters of its task. */
export interface PythonWork {
  readonly by: 'python'
  readonly source: PythonSource
  readonly packages: PythonPackages
  readonly files: readonly string[]
  readonly outputs: readonly string[] | undefined
}

/** An existing task, which is cloned. */
export interface TaskWork {
  readonly by: 'task'
  readonly task: { readonly id: string } | { readonly project: string; readonly name: string }
  readonly outputs: readonly string[] | undefined
}

/** The artifacts that are the parts of a step's result, if its program is none of ours and declares them. */
export function outputsOf(work: Work): readonly string[] | undefined {
  return work.by === 'python' || work.by === 'task' ? work.outputs : undefined
}

/** Whether a step reads its inputs as plain texts, and not as JSON. */
export function takesPlainTexts(work: Work): boolean {
  return work.by === 'python' || work.by === 'task'
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
