import type { Advance } from '@clearway/engine'

/** Thrown by an append that came after somebody had asked something of the run: the events have to be applied again to the changed run. */
export class RunChanged extends Error {
  override readonly name = 'RunChanged'
  readonly change: Advance

  constructor(change: Advance) {
    super('Somebody has asked something of the run.')
    this.change = change
  }
}
