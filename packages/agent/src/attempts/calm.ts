const longestMs = 1000

/** Lets work that can wait come after the beginnings of attempts, which it would delay. */
export class Calm {
  #beginning = 0
  #waiting: (() => void)[] = []

  /** An attempt begins. The function that is returned is to be called when its program runs, or when there will be none. */
  begin(): () => void {
    this.#beginning += 1
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      this.#beginning -= 1
      if (this.#beginning > 0) return
      for (const resolve of this.#waiting.splice(0)) resolve()
    }
  }

  /** Resolves when no attempt begins, and after a second in any case, because a set-up may take long. */
  async wait(): Promise<void> {
    if (this.#beginning === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push(resolve)
    const timer = setTimeout(resolve, longestMs)
    await promise
    clearTimeout(timer)
  }
}
