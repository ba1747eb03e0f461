/** Reads each version of an id once: later calls share the first answer. A read that failed is made again. */
export function readOnce<T>(read: (id: string) => Promise<T>): (id: string, version?: number) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return async (id, version = 0) => {
    const key = `${version} ${id}`
    const known = answers.get(key)
    if (known !== undefined) return known
    const answer = read(id)
    answers.set(key, answer)
    answer.catch(() => answers.delete(key))
    return answer
  }
}
