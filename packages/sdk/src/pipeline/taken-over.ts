/** Another process drives this run: whoever gets this must stop acting for it. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver'

  constructor(run: string, cause?: unknown) {
    super(`Another process drives run ${run} now; this one stops.`, { cause })
  }
}
