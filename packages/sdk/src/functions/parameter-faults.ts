import type { ParameterSchema } from '@clearway/engine'

/** A fault of one parameter. */
export interface ParameterFault {
  /** Its name, with the path into it. */
  readonly parameter: string
  /** What is wrong with its value. */
  readonly message: string
}

/** Thrown before a run starts, with all faults of its parameters at once. */
export class InvalidParameters extends Error {
  override readonly name = 'InvalidParameters'
  /** All faults, of all parameters. */
  readonly faults: readonly ParameterFault[]

  constructor(pipeline: string, faults: readonly ParameterFault[]) {
    super(
      [
        `The parameters of pipeline '${pipeline}' are not right:`,
        ...faults.map(({ parameter, message }) => `- ${parameter}: ${message}`),
      ].join('\n'),
    )
    this.faults = faults
  }
}

/** A parameter of a pipeline, for people who set it. */
export interface DescribedParameter {
  /** The name by which it is set. */
  readonly name: string
  /** Absent: it has to be given, unless it is optional. */
  readonly default?: unknown
  /** Whether it may have no value. */
  readonly isOptional?: boolean
  /** `string`, `number`, `integer`, `boolean`, `array`, `object`; absent: any. */
  readonly type?: string
  /** The description in the schema. */
  readonly description?: string
  /** The JSON Schema of its values, as far as texts are read and checked by it; absent in a program with an older SDK: the type alone is known. */
  readonly schema?: ParameterSchema
}

/** The parameters of a pipeline. */
export interface ParameterSet {
  /** What is known of each parameter before a run; undefined if the schema does not list them. */
  readonly described: readonly DescribedParameter[] | undefined
  /** Whether a schema lists the parameters, and so may list some without a value. */
  readonly hasSchema: boolean
  /** All values of a run: the given ones over the defaults, or the faults. */
  readonly complete: (given: Readonly<Record<string, unknown>>) => Promise<Completed>
}
export type Completed = { readonly values: Record<string, unknown> } | { readonly faults: readonly ParameterFault[] }
