import { bundleToCompare } from '../bundle.ts'
import { isInBundle } from './in-bundle.ts'
import { sourcesOf, withOptional } from './optional-definitions.ts'
import type { ProgramFunction } from './program-function.ts'
import { registered } from './registry.ts'

/** The functions of other files that a pipeline may call. */
export interface ImportedFunctions {
  /** Those that its code names. */
  readonly named: readonly ProgramFunction[]
  /** Those that it may not call: another pipeline that it names may be the one, or the bundler cannot tell. */
  readonly possible: readonly ProgramFunction[]
}

/**
 * The functions of other files that the code of a pipeline names, directly or through what it names: those that the bundler leaves in if it may leave out
 * each. Other exports of these files, and of libraries, are none of them. In a bundle there are no files.
 */
export async function importedFunctions(called: ProgramFunction): Promise<ImportedFunctions> {
  const { file } = called.site
  const others = registered().filter((one) => one !== called)
  const isImported = ({ site }: ProgramFunction): boolean => site.file !== file
  if (isInBundle() || !others.some(isImported)) return { named: [], possible: [] }
  const { certain, perhaps } = await functionsLeftIn(file, others)
  const namesOther = [...certain, ...perhaps].some(({ work }) => work.by === 'pipeline')
  const [named, possible] = [certain.filter(isImported), perhaps.filter(isImported)]
  return namesOther ? { named: [], possible: [...named, ...possible] } : { named, possible }
}

interface LeftIn {
  /** The functions that it could have left out. */
  readonly certain: readonly ProgramFunction[]
  /** Those whose definitions it finds only together with their file. */
  readonly perhaps: readonly ProgramFunction[]
}

/** The functions whose definitions the bundler leaves in if it bundles a file and may leave out each. */
async function functionsLeftIn(file: string, functions: readonly ProgramFunction[]): Promise<LeftIn> {
  const sources = await sourcesOf(functions)
  const marks = new Map<ProgramFunction, string>()
  const read = new Set<string>()
  const bytes = await bundleToCompare([file], (path) => {
    read.add(path)
    return withOptional(path, sources.get(path), functions, (one) => {
      const mark = `clearway function ${functions.indexOf(one)}.`
      marks.set(one, mark)
      return mark
    })
  })
  const code = new TextDecoder().decode(bytes)
  return {
    certain: functions.filter((one) => code.includes(marks.get(one) ?? '\0')),
    perhaps: functions.filter((one) => !marks.has(one) && read.has(one.site.file)),
  }
}
