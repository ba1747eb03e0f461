import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isProgram } from '../find-program.ts'

/** Where version managers install: the variable that names their folder, its default below the home folder, the part below it. */
const managers = [
  { variable: 'PYENV_ROOT', folder: '.pyenv', versions: 'versions' },
  { variable: 'ASDF_DATA_DIR', folder: '.asdf', versions: 'installs/python' },
  { variable: 'MISE_DATA_DIR', folder: '.local/share/mise', versions: 'installs/python' },
]

/** The interpreters of a version that pyenv, asdf or mise have installed, active or not, the newest first. */
export async function installedPythons(env: Readonly<Record<string, string>>, version: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const { variable, folder, versions } of managers) {
    const root = join(env[variable] || join(env['HOME'] || homedir(), folder), versions)
    const names = await readdir(root).catch(() => [])
    const matching = names.filter((name) => `${name}.`.startsWith(`${version}.`)).sort(newestFirst)
    found.push(...matching.map((name) => join(root, name, 'bin', 'python')).filter(isProgram))
  }
  return found
}

const { compare } = new Intl.Collator('en', { numeric: true })

function newestFirst(a: string, b: string): number {
  return compare(b, a)
}
