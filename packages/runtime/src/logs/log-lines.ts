import { Redactor } from './redact.ts'

/** A line as it is sent. `end` is the offset in the output up to which everything is sent with it. */
export interface LogLine {
  readonly text: string
  readonly end: number
}

/** The longest line sent as one: longer ones are cut, so that no message outgrows its bound. */
export const maxLineBytes = 64 * 1024

const [lineFeed, carriageReturn] = [10, 13]

/**
 * Cuts the bytes of an output into lines, decoded and redacted. Works on whole lines of bytes, so neither a character nor a secret is torn,
 * and every line knows the offset from which to go on after it. A text that a carriage return rewinds is replaced by what follows it, as on
 * a terminal: each `take` gives only the last state of a progress bar.
 */
export class LogLines {
  readonly #secrets: readonly string[]
  readonly #redactor: Redactor
  #rest = Buffer.alloc(0)
  /** What was pushed since the last `take`. It is joined there once, so that many small pieces cost no more than one large. */
  #pushed: Uint8Array[] = []
  #pushedBytes = 0
  #offset: number
  /** The last `take` gave the text before a carriage return: a line feed right after it ends that same line. */
  #afterReturn = false

  constructor(secrets: readonly string[], offset: number) {
    this.#secrets = secrets
    this.#redactor = new Redactor(secrets)
    this.#offset = offset
  }

  /** Bytes that wait for the end of their line. */
  get waiting(): number {
    return this.#rest.length + this.#pushedBytes
  }

  push(bytes: Uint8Array): void {
    this.#pushed.push(bytes)
    this.#pushedBytes += bytes.length
  }

  /** Takes the complete lines; at the end of the output also a last one without a line feed. */
  take(atEnd: boolean): readonly LogLine[] {
    this.#rest = Buffer.concat([this.#rest, ...this.#pushed])
    ;[this.#pushed, this.#pushedBytes] = [[], 0]
    const lines: LogLine[] = []
    let start = 0
    let rewound: string | undefined
    for (let at = 0; at < this.#rest.length; at++) {
      const byte = this.#rest[at]
      if (byte !== lineFeed && byte !== carriageReturn) {
        if (at - start < maxLineBytes) continue
        const { text, consumed } = this.#cut(start, at)
        lines.push({ text, end: this.#offset + start + consumed })
        rewound = undefined
        start += consumed
        continue
      }
      if (at === 0 && byte === lineFeed && this.#afterReturn) {
        start = 1
        continue
      }
      const text = this.#text(start, at)
      start = at + 1
      if (byte === carriageReturn) {
        if (text !== '') rewound = text
        continue
      }
      lines.push({ text: text === '' ? (rewound ?? '') : text, end: this.#offset + start })
      rewound = undefined
    }
    if (atEnd && start < this.#rest.length) {
      rewound = this.#text(start, this.#rest.length)
      start = this.#rest.length
    }
    if (rewound !== undefined) lines.push({ text: rewound, end: this.#offset + start })
    if (start > 0) this.#afterReturn = this.#rest[start - 1] === carriageReturn && lines.length > 0
    this.#rest = this.#rest.subarray(start)
    this.#offset += start
    return lines
  }

  #text(start: number, end: number): string {
    return this.#redactor.redact(this.#rest.subarray(start, end).toString('utf8'))
  }

  /** Part of a line that is too long: ends at a character's end, and before what may be the beginning of a secret. */
  #cut(start: number, end: number): { readonly text: string; readonly consumed: number } {
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#rest.subarray(start, end), { stream: true })
    const redactor = new Redactor(this.#secrets)
    const redacted = redactor.push(text)
    const torn = tornBytes(this.#rest.subarray(start, end))
    const consumed = end - start - torn - Buffer.byteLength(redactor.held)
    // If all of it may be the beginning of one very long secret, it is sent unredacted, because otherwise no more output would be sent.
    return consumed > 0 ? { text: redacted, consumed } : { text: redactor.end(), consumed: end - start }
  }
}

/** How many bytes at the end begin a character without completing it. */
function tornBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte >= 0b1100_0000) {
      const length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : 2
      return length > back ? back : 0
    }
    if (byte < 0b1000_0000) return 0
  }
  return 0
}
