import { flag, texts } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'

/** The argument by which commands name a run. */
export const runArgument =
  'Its name (the newest run of that name), NAME#3 (its third run), its id, the beginning of its id, or @latest (the newest run of all).'

export const parametersOption = texts('Values of its parameters, such as rows=300; commas separate several.', 'NAME=VALUE')
export const followOption = flag('Show the steps until the run has ended.')

/** Reads `name=value` pairs. */
export function parametersOf(pairs: readonly string[] | undefined): Record<string, string> | undefined {
  if (pairs === undefined) return undefined
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`--set is "${pair}", but must be NAME=VALUE.`, { field: '--set' })
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
