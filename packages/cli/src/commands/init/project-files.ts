import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { version } from '@clearway/contract/version'
import { packageSource } from './package-source.ts'

/** The files of a new project. `.gitignore` has another name, because npm leaves files of that name out of a package. */
const sources = {
  'package.json': 'package.json',
  'tsconfig.json': 'tsconfig.json',
  'pipeline.ts': 'pipeline.ts',
  'steps/fit.py': 'steps/fit.py',
  '.gitignore': 'gitignore',
  'README.md': 'README.md',
} as const

/** Gives the contents of a new project’s files by their paths. */
export async function projectFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const isSource = import.meta.filename.endsWith('.ts')
  const templates = join(import.meta.dirname, isSource ? '../../../templates' : '../templates')
  const source = isSource ? version : await packageSource(folder, join(import.meta.dirname, '..'), version)
  const read = Object.entries(sources).map(async ([path, template]) => {
    const text = await readFile(join(templates, template), 'utf8')
    return [
      path,
      text.replaceAll('NAME', packageName(basename(folder))).replaceAll('VERSION', () => JSON.stringify(source).slice(1, -1)),
    ] as const
  })
  return new Map(await Promise.all(read))
}

/** Makes a name that npm takes of a folder’s name. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[._-]+|[._-]+$/g, '')
  return name === '' ? 'pipelines' : name
}
