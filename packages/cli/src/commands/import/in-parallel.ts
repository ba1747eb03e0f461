/** Works on several items at a time. Ends when all are done; after a failure no other begins. */
export async function inParallel<T>(items: AsyncIterable<T> | Iterable<T>, width: number, work: (item: T) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>()
  try {
    for await (const item of items) {
      const one: Promise<void> = work(item).finally(() => running.delete(one))
      // Its failure is seen by the race, or by the wait for all.
      one.catch(() => {})
      running.add(one)
      if (running.size >= width) await Promise.race(running)
    }
    await Promise.all(running)
  } finally {
    await Promise.allSettled(running)
  }
}
