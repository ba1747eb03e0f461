/** Thrown if another process drives this run: the process that gets this error must stop acting for the run. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver'

  constructor(run: string, cause?: unknown) {
    super(`Another process drives run ${run} now; this one stops.`, { cause })
  }
}
