import { glide } from './glide.ts'
import type { View } from './paint.ts'

/** Which part of a graph is seen. What the user has moved or zoomed to stays until all is fitted again. */
export class SeenView {
  #now: View = { x: 20, y: 300, zoom: 1 }
  #isChosen = false
  #onView: (view: View) => void = () => {}
  #endGlide: () => void = () => {}

  get now(): View {
    return this.#now
  }

  /** Whether the user has chosen what is seen. */
  get isChosen(): boolean {
    return this.#isChosen
  }

  /** Calls a function after each change, until what is returned is called. */
  follow(onView: (view: View) => void): () => void {
    this.#onView = onView
    return () => {
      this.#endGlide()
      this.#onView = () => {}
    }
  }

  /** Shows what the user has moved or zoomed to. */
  choose(view: View): void {
    this.#isChosen = true
    this.show(view)
  }

  /** Shows another view at once. */
  show(view: View): void {
    this.#endGlide()
    this.#set(view)
  }

  /** Leads to the view that is the best one as long as the user chooses none. */
  fit(view: View): void {
    this.#endGlide()
    this.#isChosen = false
    this.#endGlide = glide(this.#now, view, (next) => this.#set(next))
  }

  #set(view: View): void {
    this.#now = view
    this.#onView(view)
  }
}
