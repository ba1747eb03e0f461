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
  return {
    help,
    placeholder: choices.join('|'),
    form: 'value',
    read(given, name) {
      const found = choices.find((one) => one === given)
      if (found === undefined) throw new UsageError(`${name} is "${given}", but must be one of ${choices.join(', ')}.`, { field: name })
      return found
    },
  }
}

/** The flag of a name: `noAgent` is `--no-agent`. */
export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
