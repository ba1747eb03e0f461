import { isInBundle } from './in-bundle.ts'

/** In a bundle that is still loading, its own module starts the run: the process then does what its arguments say, and ends. */
export async function yieldToProgram(): Promise<void> {
  if (!isInBundle()) return
  const { isBegun, runProgram } = await import('./run-program.ts')
  if (isBegun()) return
  // What follows in the module may define further steps.
  await new Promise((resolve) => setImmediate(resolve))
  await runProgram()
}
