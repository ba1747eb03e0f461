import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isThere } from '../is-there.ts'
import { optionOf, requirementLines, type RequirementList } from './requirements.ts'

type Pip = Parameters<typeof requirementLines>[0]

/**
 * A task's own requirements, undefined if it has none. The files that they name (`-r`, `-c`) are read here, because the list is no file of the
 * repository: their paths start at its root, those in a file at that file's folder, as for pip.
 */
export async function ownList(pip: Pip, root: string): Promise<RequirementList | undefined> {
  const lines = requirementLines(pip)
  return lines.length === 0 ? undefined : new Reading(root).read(lines, root, 'lines')
}

export type RepositoryList = RequirementList & {
  /** Relative to the repository. */
  readonly file: string
}

/**
 * The `requirements.txt` of each folder from the repository's root down to the program's, to be installed one after another so that the nearest has
 * the last word. Source: clearml-agent 3.0.3.
 */
export async function repositoryLists(root: string, programFolder: string): Promise<readonly RepositoryList[]> {
  const folders = [programFolder]
  while (folders[0] !== undefined && folders[0] !== root && dirname(folders[0]) !== folders[0]) folders.unshift(dirname(folders[0]))
  const lists: RepositoryList[] = []
  for (const folder of folders) {
    const file = join(folder, 'requirements.txt')
    if (await isThere(file)) lists.push({ file: relative(root, file), ...(await new Reading(root).read([`-r ${file}`], root, 'lines')) })
  }
  return lists
}

class Reading {
  readonly #root: string
  /** A file is read once, also where it names itself. */
  readonly #seen = new Set<string>()

  constructor(root: string) {
    this.#root = root
  }

  /** The lines with those of the files that they name. What a constraint file names are constraints as well. */
  async read(lines: readonly string[], folder: string, as: 'lines' | 'constraints'): Promise<RequirementList> {
    const found: { lines: string[]; constraints: string[] } = { lines: [], constraints: [] }
    for (const line of lines) {
      const { name, value } = optionOf(line) ?? {}
      const isFile = name === '--requirement' || name === '--constraint'
      if (!isFile || value === undefined || /^https?:\/\//.test(value)) {
        found[as].push(line)
        continue
      }
      const inner = await this.#readFile(value, folder, name === '--constraint' ? 'constraints' : as)
      found.lines.push(...inner.lines)
      found.constraints.push(...inner.constraints)
    }
    return { lines: requirementLines(found.lines), constraints: requirementLines(found.constraints) }
  }

  async #readFile(name: string, folder: string, as: 'lines' | 'constraints'): Promise<RequirementList> {
    const file = name.startsWith('file:') ? fileURLToPath(name) : resolve(folder, name)
    if (this.#seen.has(`${as} ${file}`)) return { lines: [], constraints: [] }
    this.#seen.add(`${as} ${file}`)
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      const where = relative(this.#root, file)
      throw new Error(`The requirements name the file ${where.startsWith('..') ? file : where}, which cannot be read (${error.code}).`)
    })
    return this.read(requirementLines(text), dirname(file), as)
  }
}
