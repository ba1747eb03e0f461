import { escaped } from '@clearway/contract/name-pattern'

/** The text that replaces a secret. */
export const mask = '********'

/**
 * Replaces secrets in a stream of text. Whatever way the text is cut into pieces, the result is that of the uncut text: of overlapping secrets the
 * leftmost counts, and the longest among those that begin together. Text that may be the beginning of a secret is held back.
 */
export class Redactor {
  readonly #secrets: readonly string[]
  readonly #pattern: RegExp | undefined
  readonly #longest: number
  #held = ''

  constructor(secrets: Iterable<string>) {
    this.#secrets = [...secretParts(secrets)].sort((a, b) => b.length - a.length)
    this.#longest = this.#secrets[0]?.length ?? 0
    if (this.#secrets.length > 0) this.#pattern = new RegExp(this.#secrets.map(escaped).join('|'), 'g')
  }

  /** What `push` holds back at the moment, unredacted. */
  get held(): string {
    return this.#held
  }

  /** Takes the next piece and gives all text that is decided. */
  push(text: string): string {
    return this.#take(this.#held + text, true)
  }

  /** Gives the rest. */
  end(): string {
    return this.#take(this.#held, false)
  }

  /** Redacts a complete text. */
  redact(text: string): string {
    // The pattern is compiled when it is used first, which takes longer than to search for each secret, and most texts have none.
    return this.#pattern && this.#secrets.some((secret) => text.includes(secret)) ? text.replace(this.#pattern, mask) : text
  }

  #take(text: string, more: boolean): string {
    if (!this.#pattern) return text
    let [at, out] = [0, '']
    for (;;) {
      this.#pattern.lastIndex = at
      const match = this.#pattern.exec(text)
      const open = more ? this.#openFrom(text, at) : text.length
      if (!match || match.index >= open) {
        this.#held = text.slice(open)
        return out + text.slice(at, open)
      }
      out += text.slice(at, match.index) + mask
      at = match.index + match[0].length
    }
  }

  /** The first index from which the text could still become a secret, or a longer one. */
  #openFrom(text: string, at: number): number {
    for (let index = Math.max(at, text.length - this.#longest + 1); index < text.length; index++) {
      const rest = text.slice(index)
      if (this.#secrets.some((secret) => secret.length > rest.length && secret.startsWith(rest))) return index
    }
    return text.length
  }
}

/** Output is read line by line, so a secret of several lines is sought as its lines. Empty and all too short parts would mask everything. */
function secretParts(secrets: Iterable<string>): ReadonlySet<string> {
  const parts = [...secrets].flatMap((secret) => {
    const lines = secret.split(/[\r\n]+/)
    return lines.length === 1 ? lines : lines.filter((line) => line.length >= shortestLine)
  })
  return new Set(parts.filter((part) => part.length >= shortestSecret))
}

const shortestSecret = 3
const shortestLine = 8
