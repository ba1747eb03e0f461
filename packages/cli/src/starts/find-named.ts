import { CommandFailed } from '../failure.ts'
import { UsageError } from '../usage-error.ts'
import { idBegins, isId, moreDigits, shownCandidates } from '../lookup/id-prefix.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** Finds a schedule or a trigger by its name, its id or the beginning of its id. */
export function findNamed<T extends Named>(noun: 'schedule' | 'trigger', all: readonly T[], given: string): T {
  if (given === '') throw new UsageError(`The name of the ${noun} is empty.`)
  const exact = all.find(({ id, name }) => name === given || (isId(given) && id === given))
  if (exact !== undefined) return exact
  const begun = idBegins(given) ? all.filter(({ id }) => id.startsWith(given.toLowerCase())) : []
  const [first, ...others] = begun
  if (first === undefined)
    throw new CommandFailed(`There is no ${noun} '${given}'. \`clearway ${noun} list\` shows what there is.`, { code: 'not_found' })
  if (others.length > 0) throw moreDigits(noun, given, begun.slice(0, shownCandidates + 1))
  return first
}
