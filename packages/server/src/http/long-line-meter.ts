import { JsonMeter } from './json-meter.ts'

const newline = 0x0a
/** Lines up to this length, in bytes, are not measured: they are parsed quickly, and a batch may hold hundreds of thousands of them. */
export const shortLine = 256 * 1024

/** Measures each long line of JSON lines like a JSON text of its own, while the bytes arrive. */
export class LongLineMeter {
  readonly #values: number
  /** The offset at which the current line begins, and the offset up to which it has been measured. */
  #start = 0
  #measured = 0
  #meter: JsonMeter | undefined

  /** `values`: the most values of a line. */
  constructor({ values }: { readonly values: number }) {
    this.#values = values
  }

  /** Measures new bytes of a body, those from `from` to `to`. Throws `body_too_complex` as soon as a line exceeds a bound. */
  add(body: Uint8Array, from: number, to: number): void {
    // A line that lies within one slice is short, so only the first and the last line of a slice can be long.
    for (let at = from; at < to; at += shortLine) this.#addSlice(body, at, Math.min(to, at + shortLine))
  }

  #addSlice(body: Uint8Array, from: number, to: number): void {
    const slice = body.subarray(from, to)
    const first = slice.indexOf(newline)
    if (first !== -1) {
      this.#measure(body, from + first)
      this.#start = from + slice.lastIndexOf(newline) + 1
      this.#measured = this.#start
      this.#meter = undefined
    }
    this.#measure(body, to)
  }

  #measure(body: Uint8Array, to: number): void {
    if (to - this.#start <= shortLine) return
    this.#meter ??= new JsonMeter({ values: this.#values })
    this.#meter.add(body.subarray(this.#measured, to))
    this.#measured = to
  }
}
