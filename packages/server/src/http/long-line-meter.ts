import { JsonMeter } from './json-meter.ts'

const newline = 0x0a
/** Lines up to this length, in bytes, are not measured: none of them takes a parser long, and batches hold hundreds of thousands. */
export const shortLine = 256 * 1024

/** Measures each long line of JSON lines like a JSON text of its own, while the bytes arrive. */
export class LongLineMeter {
  readonly #values: number
  /** Where the line that is arriving begins, and up to where it has been measured. */
  #start = 0
  #measured = 0
  #meter: JsonMeter | undefined

  /** `values`: how many a line may hold. */
  constructor({ values }: { readonly values: number }) {
    this.#values = values
  }

  /** `body` holds all bytes so far, those from `from` to `to` being new. Throws `body_too_complex` as soon as a line exceeds a bound. */
  add(body: Uint8Array, from: number, to: number): void {
    // No line that lies within one slice is long: only the first and the last one of a slice count.
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
