import { readdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { flag } from '../../option.ts'
import { projectFiles } from './project-files.ts'
import { writeProject } from './write-project.ts'

/** What `npm install` and `git init` lay down: a folder with nothing else counts as empty. */
const laidDownByTools: ReadonlySet<string> = new Set(['package.json', 'package-lock.json', 'node_modules', '.git'])

export const init = command({
  details:
    'Lays down a project that runs at once: a pipeline with a step in TypeScript and one in Python. With --force it also writes into a folder that holds files, and overwrites those of the same names; in a package.json that is there it only adds what is missing. What npm and git lay down does not count as files.',
  args: { 'folder?': 'The folder; it is made if it is not there. Default: this one.' },
  options: { force: flag('Write into a folder that is not empty.') },
  examples: ['my-pipeline', '. --force'],
  callsServer: false,
  async run({ folder: given = '.', force }) {
    const folder = resolve(given)
    const present = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
      if (error.code === 'ENOENT') return []
      throw new CommandFailed(`${folder} cannot be used (${error.code ?? error.message}). Name another folder.`, { cause: error })
    })
    const files = await projectFiles(folder)
    if (present.some((name) => !laidDownByTools.has(name)) && !force) {
      const names = [...files.keys()].filter((name) => present.includes(name.split('/')[0] ?? ''))
      const overwritten = names.length === 0 ? 'it would overwrite nothing' : `it would overwrite or complete ${names.join(', ')}`
      throw new CommandFailed(`${folder} is not empty. Name another folder, or give --force: ${overwritten}.`)
    }
    await writeProject(folder, files).catch((error: NodeJS.ErrnoException | CommandFailed) => {
      if (error instanceof CommandFailed) throw error
      throw new CommandFailed(`${folder} cannot be written to (${error.code ?? error.message}). Name another folder.`, { cause: error })
    })
    return { folder, files: [...files.keys()], installed: hasPackages(folder) }
  },
  show({ folder, files, installed }, look) {
    const path = relative('.', folder)
    const next = [
      ...(path === '' ? [] : [`cd ${path}`]),
      ...(installed ? [] : ['npm install']),
      `${look.typed('clearway run pipeline.ts --local')}        # on this machine, without a server`,
      `${look.typed('clearway up')}                             # in another terminal: a server and its agents`,
      `${look.typed('clearway run pipeline.ts --count 80')}     # on the agents`,
    ]
    return [`${look.paint('green', '✓')} ${folder}: ${files.join(', ')}`, '', ...next.map((line) => `  ${line}`)].join('\n')
  },
})

/** Whether programs in the folder find the packages that the project needs, in it or in a folder above. */
function hasPackages(folder: string): boolean {
  const { resolve: find } = createRequire(join(folder, 'pipeline.ts'))
  try {
    for (const name of ['clearway', 'typescript', '@types/node']) find(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}
