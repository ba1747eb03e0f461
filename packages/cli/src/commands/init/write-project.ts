import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { makeFolders } from '@clearway/contract/make-folders'
import { CommandFailed } from '../../failure.ts'

type Json = Readonly<Record<string, unknown>>

/** Writes the files of a project. A `package.json` that exists is not replaced: it gets the entries that it lacks. */
export async function writeProject(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  // Before anything is written, so that a manifest that cannot be read leaves the folder as it is.
  const manifest = await completedManifest(join(folder, 'package.json'), files.get('package.json') ?? '{}')
  for (const [path, content] of files) {
    const file = join(folder, path)
    await makeFolders(dirname(file))
    await writeFile(file, path === 'package.json' ? manifest : content)
  }
}

async function completedManifest(file: string, template: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return template
  const [own, fresh] = [parse(file, text), JSON.parse(template) as Json]
  const parts = ['scripts', 'dependencies', 'devDependencies'].map((part) => [
    part,
    { ...(fresh[part] as Json), ...(own[part] as Json | undefined) },
  ])
  return `${JSON.stringify({ ...fresh, ...own, type: 'module', ...Object.fromEntries(parts) }, undefined, 2)}\n`
}

function parse(file: string, text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new CommandFailed(`${file} is no JSON: ${(error as Error).message}. Mend it, or name another folder.`, { cause: error })
  }
}
