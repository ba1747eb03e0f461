/**
 * Polls until a condition holds. Only for what depends on the polling period of another program; where there is an event, wait for the event.
 * Fails with what the program printed.
 */
export async function until(
  holds: () => Promise<boolean>,
  program: { readonly output: () => string } = { output: () => '' },
  milliseconds = 90_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`The condition did not hold within ${milliseconds / 1000} s.\n${program.output().slice(-4000)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
