/** A fault of one parameter. */
export interface ParameterFault {
  /** Its name, with the path into it. */
  readonly parameter: string
  readonly message: string
}

/** Thrown before a run starts, with all faults of its parameters at once. */
export class InvalidParameters extends Error {
  override readonly name = 'InvalidParameters'
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

/** The parameters of a pipeline. */
export interface ParameterSet {
  /** The default values that are known before a run: they show each parameter's type. */
  readonly defaults: Readonly<Record<string, unknown>>
  /** All values of a run: the given ones over the defaults, or the faults. */
  readonly complete: (given: Readonly<Record<string, unknown>>) => Promise<Completed>
}
export type Completed = { readonly values: Record<string, unknown> } | { readonly faults: readonly ParameterFault[] }
