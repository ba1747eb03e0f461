import type { FoundLine, LogSearch, LogSearchQuery } from '../telemetry.ts'
import { DistinctTexts } from './distinct-texts.ts'

/** How many characters are answered of a line, and of each line beside it. */
const [longestText, longestBeside] = [2000, 500]

type Line = Omit<FoundLine, 'count' | 'before' | 'after'>
interface Found extends Line {
  before: string[]
  after: string[]
}

/** Collects the lines that match, with those around them. It holds a bounded number of lines, however many match. */
export class FoundLines {
  readonly #query: LogSearchQuery
  readonly #lines: Found[] = []
  readonly #texts: DistinctTexts<Found | undefined>
  /** Lines that match and whose following lines are still to come. */
  #open: Found[] = []
  /** The lines just passed. */
  #before: string[] = []
  #total = 0

  constructor(query: LogSearchQuery) {
    this.#query = query
    this.#texts = new DistinctTexts(1 + 2 * query.around)
  }

  /** Takes the next line of a log. */
  pass(line: Line, isFound: boolean): void {
    const { around } = this.#query
    if (this.#open.length > 0) {
      const beside = copyOf(line.text, longestBeside)
      for (const { after } of this.#open) after.push(beside)
      this.#open = this.#open.filter(({ after }) => after.length < around)
    }
    if (isFound) this.#add(line)
    if (around === 0) return
    this.#before.push(copyOf(line.text, longestBeside))
    if (this.#before.length > around) this.#before.shift()
  }

  endTask(): void {
    this.#open = []
    this.#before = []
  }

  answer(complete: boolean): LogSearch {
    const { distinct, limit, around } = this.#query
    const found = distinct ? this.#texts.mostFrequent(limit) : this.#lines.map((value) => ({ value, count: 1 }))
    const lines = found.flatMap(({ value, count }) => {
      if (value === undefined) return []
      const { before, after, ...line } = value
      return [{ ...line, count, ...(around === 0 ? {} : { before, after }) }]
    })
    return { lines, total: this.#total, distinct: this.#texts.count, complete }
  }

  #add(line: Line): void {
    const { distinct, limit, around } = this.#query
    this.#total += 1
    const made = (): Found => ({ ...line, text: copyOf(line.text, longestText), before: [...this.#before], after: [] })
    const text = line.text.slice(0, longestText).trim()
    const key = copyOf(text.replace(/0x[0-9a-f]+|[0-9a-f]{8,}|\d+/gi, '#'), longestText)
    // Without `distinct` the texts are counted only.
    const found = this.#texts.add(key, distinct ? made : () => undefined) ?? (!distinct && this.#lines.length < limit ? made() : undefined)
    if (found === undefined) return
    if (!distinct) this.#lines.push(found)
    if (around > 0) this.#open.push(found)
  }
}

/** The beginning of a text, as a string of its own: a part of a string holds all of it in memory, and a message may have a megabyte. */
function copyOf(text: string, length: number): string {
  return Buffer.from(text.slice(0, length), 'utf16le').toString('utf16le')
}
