import type { Param } from '@clearway/contract'
import { UsageError } from '../../usage-error.ts'

/** Reads `Section/name=value`; without a section it is `General`. */
export function readParameters(given: readonly string[], flagName: string): Param[] {
  return given.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw new UsageError(`${flagName} is "${text}", but must be NAME=VALUE, or SECTION/NAME=VALUE.`, { field: flagName })
    return { ...readParameterName(text.slice(0, at)), value: text.slice(at + 1) }
  })
}

/** Reads `Section/name`; without a section it is `General`. The name may hold further slashes. */
export function readParameterName(text: string): { readonly section: string; readonly name: string } {
  const at = text.indexOf('/')
  return at === -1 ? { section: 'General', name: text } : { section: text.slice(0, at), name: text.slice(at + 1) }
}
