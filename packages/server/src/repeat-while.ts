import { setImmediate } from 'node:timers/promises'

/** Repeats a step as long as it answers that there is more to do, until the signal is aborted. Other calls run in between. */
export async function repeatWhile(signal: AbortSignal, step: () => Promise<boolean>): Promise<void> {
  while (!signal.aborted && (await step())) await setImmediate()
}
