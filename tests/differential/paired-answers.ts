/** A place where the answers of two servers to the same call differ. */
export interface Difference {
  /** The call and the path within its answer. */
  readonly at: string
  readonly first: unknown
  readonly second: unknown
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** Texts that each server makes for itself, whatever they look like. */
const opaque = new Set(['token', 'scroll_id', 'access_key', 'secret_key'])
/** Seconds that passed at the server, which depend on how fast it was. */
const durations = new Set(['active_duration', 'total_runtime', 'running_time'])
/** The servers are called at the same time, and may answer some time apart, on a busy machine up to a minute. Milliseconds. */
const apart = 60_000
const ids = /[0-9a-f]{32}/g
const date = /^\d{4}-\d\d-\d\dT/

/**
 * The names that two servers have given to the same things, learned from their answers to the same calls: where two answers have different ids at the
 * same place, those ids are one thing.
 */
export class PairedAnswers {
  readonly differences: Difference[] = []
  readonly #seconds = new Map<string, string>()

  /** A text for the second server: it names what the text for the first names. */
  translate(text: string): string {
    const translated = text.replaceAll(ids, (id) => this.#seconds.get(id) ?? id)
    return this.#seconds.get(translated) ?? translated
  }

  /** A document for the second server. */
  translateAll(document: Json): Json {
    if (typeof document === 'string') return this.translate(document)
    if (typeof document !== 'object' || document === null) return document
    if (Array.isArray(document)) return document.map((item: Json) => this.translateAll(item))
    return Object.fromEntries(Object.entries(document).map(([key, item]) => [this.translate(key), this.translateAll(item as Json)]))
  }

  /** Records that both texts name the same thing, each at its server. */
  learn(first: string, second: string): void {
    this.#seconds.set(first, second)
  }

  /** Compares two answers, and learns from them. */
  compare(at: string, first: unknown, second: unknown): void {
    this.#compare(at, first as Json, second as Json)
  }

  #compare(at: string, first: Json, second: Json): void {
    if (typeof first === 'string' && typeof second === 'string') this.#compareTexts(at, first, second)
    else if (typeof first === 'number' && typeof second === 'number') {
      if (first !== second && !areBothNow(first, second) && !durations.has(keyOf(at))) this.#report(at, first, second)
    } else if (isList(first) && isList(second)) {
      if (first.length !== second.length) this.#report(at, first, second)
      else for (const [index, item] of first.entries()) this.#compare(`${at}[${index}]`, item, second[index] ?? null)
    } else if (isRecord(first) && isRecord(second)) this.#compareRecords(at, first, second)
    else if (first !== second) this.#report(at, first, second)
  }

  #compareTexts(at: string, first: string, second: string): void {
    if (first === second) return
    if (opaque.has(keyOf(at))) return this.learn(first, second)
    if (date.test(first) && date.test(second) && Math.abs(Date.parse(first) - Date.parse(second)) < apart) return
    const [own, other] = [first.match(ids) ?? [], second.match(ids) ?? []]
    if (own.length === 0 || first.replaceAll(ids, '') !== second.replaceAll(ids, '')) return this.#report(at, first, second)
    for (const [index, id] of own.entries()) {
      const known = this.#seconds.get(id)
      if (known === undefined) this.learn(id, other[index] ?? '')
      else if (known !== other[index]) this.#report(at, first, second)
    }
  }

  #compareRecords(at: string, first: Readonly<Record<string, Json>>, second: Readonly<Record<string, Json>>): void {
    const rest = new Map(Object.entries(second))
    for (const [key, item] of Object.entries(first)) {
      // A key may be an id too, as in the figures of each task.
      const same = rest.has(key) ? key : this.translate(key)
      const other = rest.get(same)
      if (other === undefined) this.#report(`${at}.${key}`, item, undefined)
      else this.#compare(`${at}.${key}`, item, other)
      rest.delete(same)
    }
    for (const [key, item] of rest) this.#report(`${at}.${key}`, undefined, item)
  }

  #report(at: string, first: unknown, second: unknown): void {
    this.differences.push({ at, first, second })
  }
}

function keyOf(at: string): string {
  return at.slice(at.lastIndexOf('.') + 1)
}

/** Whether both are a time of now: in seconds or in milliseconds since the epoch. */
function areBothNow(first: number, second: number): boolean {
  return (
    [1, 1000].some((unit) => [first, second].every((time) => Math.abs(Date.now() - time * (1000 / unit)) < 600_000)) &&
    Math.abs(first - second) < apart
  )
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
