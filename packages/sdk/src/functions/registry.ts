import { isInBundle } from './in-bundle.ts'
import type { ProgramFunction } from './program-function.ts'

/** What the parts of one program share, also where the program holds this package twice. */
interface Registry {
  readonly functions: Map<string, ProgramFunction>
  /** What the generated entry of a bundle calls, once the user's module is loaded. */
  readonly run: () => Promise<void>
}

const registryKey = Symbol.for('clearway.program')
const shared = globalThis as { [registryKey]?: Registry }

/**
 * Adds a function to the program. In a bundle a name that is taken is refused; elsewhere several programs may be loaded, and bundling decides.
 *
 * @param run what runs a bundled program; that of the first function counts
 */
export function register(added: ProgramFunction, run: () => Promise<void>): void {
  const { functions } = (shared[registryKey] ??= { functions: new Map(), run })
  const key = isInBundle() ? added.name : `${added.name} ${added.site.place}`
  const other = functions.get(key)
  if (other !== undefined && isInBundle()) throw nameTaken(added, other)
  functions.set(key, added)
}

/** All functions that are defined in this process, of several programs if it has loaded these. */
export function registered(): readonly ProgramFunction[] {
  return [...(shared[registryKey]?.functions.values() ?? [])]
}

/** The functions of one program, by their names; `isPart` decides by a function's file, default: all. Throws where two have one name. */
export function functionsOf(isPart?: (file: string) => boolean): ReadonlyMap<string, ProgramFunction> {
  const found = new Map<string, ProgramFunction>()
  for (const one of registered()) {
    if (isPart?.(one.site.file) === false) continue
    const other = found.get(one.name)
    if (other !== undefined) throw nameTaken(one, other)
    found.set(one.name, one)
  }
  return found
}

function nameTaken({ name, site }: ProgramFunction, other: ProgramFunction): Error {
  return new Error(`Two steps or pipelines are called '${name}': at ${other.site.place} and ${site.place}. Give each a name of its own.`)
}
