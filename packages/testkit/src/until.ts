/**
 * Asks again until it holds. For what only a foreign program's own period can bring about; where there is an event, wait for that.
 * Fails with what the program printed.
 */
export async function until(
  holds: () => Promise<boolean>,
  told: { readonly output: () => string } = { output: () => '' },
  milliseconds = 90_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`It did not come to hold in ${milliseconds / 1000} s.\n${told.output().slice(-4000)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
