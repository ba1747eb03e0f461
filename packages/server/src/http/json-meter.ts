import { ActionError } from '../errors.ts'

/** The deepest nesting of JSON. A plot, the deepest JSON that ClearML's clients send, has about ten levels. */
export const deepest = 100

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d]

export interface JsonBounds {
  /** The most values of the text. */
  readonly values: number
}

/**
 * Counts the nesting and the values of a JSON text while its bytes arrive, so that a text which would take minutes and gigabytes to parse is refused
 * before it is parsed. The parser checks the grammar, this class does not.
 */
export class JsonMeter {
  readonly #bounds: JsonBounds
  #depth = 0
  #values = 1
  #inText = false
  #escaped = false

  constructor(bounds: JsonBounds) {
    this.#bounds = bounds
  }

  /** Counts further bytes. Throws `body_too_complex` as soon as the text exceeds a bound. */
  add(bytes: Uint8Array): void {
    const { values: mostValues } = this.#bounds
    let depth = this.#depth
    let values = this.#values
    let inText = this.#inText
    let escaped = this.#escaped
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at]
      if (inText) {
        if (escaped) escaped = false
        else if (byte === backslash) escaped = true
        else if (byte === quote) inText = false
      } else if (byte === quote) inText = true
      else if (byte === comma) values += 1
      else if (byte === openList || byte === openObject) {
        depth += 1
        values += 1
        if (depth > deepest) throw new ActionError('body_too_complex', { reason: `it nests deeper than ${deepest} levels` })
      } else if (byte === closeList || byte === closeObject) depth -= 1
      if (values > mostValues) throw new ActionError('body_too_complex', { reason: `it holds more than ${mostValues} values` })
    }
    this.#depth = depth
    this.#values = values
    this.#inText = inText
    this.#escaped = escaped
  }
}
