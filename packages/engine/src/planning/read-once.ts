/** Reads each id once: later calls share the first answer. A read that failed is made again. */
export function readOnce<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return async (id) => {
    const known = answers.get(id)
    if (known !== undefined) return known
    const answer = read(id)
    answers.set(id, answer)
    answer.catch(() => answers.delete(id))
    return answer
  }
}
