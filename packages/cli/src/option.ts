import { UsageError } from './usage-error.ts'

/** One flag: the values that it takes, and how they are read. */
export interface Option<T> {
  readonly help: string
  /** The word for the value in the help. A flag without a value has none. */
  readonly placeholder?: string
  /** `alone`: no value. `optional`: the value may be left out. `many`: several values, and the flag may be repeated. */
  readonly form: 'alone' | 'value' | 'optional' | 'many'
  readonly read: (text: string, flag: string) => T
  /** The default, for the help only. The command applies it. */
  readonly default?: string
  /** A hidden alias: accepted, not listed in the help. */
  readonly alias?: string
}

export type Options = Readonly<Record<string, Option<unknown>>>
export type OptionValues<O extends Options> = { readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never }

/** A flag without a value. */
export function flag(help: string): Option<boolean> {
  return { help, form: 'alone', read: () => true }
}

export function text(help: string, placeholder = 'TEXT'): Option<string | undefined> {
  return { help, placeholder, form: 'value', read: (given) => given }
}

export function texts(help: string, placeholder: string): Option<readonly string[] | undefined> {
  return {
    help,
    placeholder,
    form: 'many',
    read: (given) =>
      given
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
  }
}

/** Several words as they are, for values that may hold commas. */
export function words(help: string, placeholder: string): Option<readonly string[] | undefined> {
  return { help, placeholder, form: 'many', read: (given) => [given] }
}

export function integer(help: string, placeholder: string, min: number, max = Number.MAX_SAFE_INTEGER): Option<number | undefined> {
  const wanted = max === Number.MAX_SAFE_INTEGER ? `a whole number from ${min}` : `a whole number from ${min} to ${max}`
  return {
    help,
    placeholder,
    form: 'value',
    read(given, name) {
      const number = given.trim() === '' ? Number.NaN : Number(given)
      if (!Number.isInteger(number) || number < min || number > max)
        throw new UsageError(`${name} is "${given}", but must be ${wanted}.`, { field: name })
      return number
    },
  }
}

export function choice<const C extends string>(help: string, choices: readonly C[]): Option<C | undefined> {
  const words = choices.join('|')
  // A long word for the value leaves no room for the help of all flags.
  const isLong = words.length > 30
  return {
    help: isLong ? `${help} One of ${choices.join(', ')}.` : help,
    placeholder: isLong ? 'WORD' : words,
    form: 'value',
    read(given, name) {
      const found = choices.find((one) => one === given)
      if (found === undefined) throw new UsageError(`${name} is "${given}", but must be one of ${choices.join(', ')}.`, { field: name })
      return found
    },
  }
}

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const

/** A moment: a date, or a time span before now, such as `30m`, `2h`, `7d`. In milliseconds since the epoch. */
export function moment(help: string, now: () => number = Date.now): Option<number | undefined> {
  return {
    help,
    placeholder: 'TIME',
    form: 'value',
    read(given, name) {
      const [, count, unit] = /^(\d+)([smhdw])$/.exec(given) ?? []
      const at = count === undefined ? Date.parse(given) : now() - Number(count) * units[unit as keyof typeof units]
      // Node takes many texts for a date; only those that begin like one of ISO 8601 are certain to mean what their writer meant.
      if (Number.isNaN(at) || (count === undefined && !/^\d{4}-\d\d/.test(given)))
        throw new UsageError(`${name} is "${given}", but must be a time span such as 30m, 2h or 7d, or a date such as 2026-11-24.`, {
          field: name,
        })
      return at
    },
  }
}

/** The flags of a list that comes a page at a time. */
export function pageFlags(limit = 20) {
  return {
    limit: integer(`How many at most. Default: ${limit}.`, 'NUMBER', 1, 500),
    page: integer('Which page of that many; 1 is the first. Default: 1.', 'NUMBER', 1),
  }
}

/** The fields of a request for a page. */
export function pageOf({ limit = 20, page = 1 }: { readonly limit: number | undefined; readonly page: number | undefined }): {
  readonly page: number
  readonly page_size: number
} {
  return { page: page - 1, page_size: limit }
}

/** Refuses a word that is none of the known ones; `-` before it excludes. */
export function assertKnown(flagName: string, given: readonly string[] | undefined, values: readonly string[]): void {
  const wrong = given?.find((value) => !values.includes(value.replace(/^-/, '')))
  if (wrong !== undefined) throw new UsageError(`${flagName} does not know "${wrong}". It takes ${values.join(', ')}.`, { field: flagName })
}
