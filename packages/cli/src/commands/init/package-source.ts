import { readFile } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'

interface Lockfile {
  readonly packages?: Readonly<Record<string, { readonly resolved?: string } | undefined>>
}

/**
 * Gives what the `package.json` in `folder` asks npm for, to get the package that lies in `installed`: the tarball from which npm took it, since no
 * registry need have that one; else `version`.
 */
export async function packageSource(folder: string, installed: string, version: string): Promise<string> {
  const above = resolve(installed, '../..')
  const resolved = await resolvedFrom(join(above, 'node_modules/.package-lock.json'))
  if (resolved === undefined || isFromRegistry(resolved)) return version
  return resolved.startsWith('file:') ? `file:${relative(folder, resolve(above, resolved.slice('file:'.length)))}` : resolved
}

/** Reads where npm took the package from, out of the record that npm writes beside what it installs. */
async function resolvedFrom(lockfile: string): Promise<string | undefined> {
  try {
    return (JSON.parse(await readFile(lockfile, 'utf8')) as Lockfile).packages?.['node_modules/clearway']?.resolved
  } catch {
    return undefined
  }
}

/** Whether an address is one of a registry, which answers to a version too. */
function isFromRegistry(resolved: string): boolean {
  return /\/-\/clearway-[^/]+\.tgz$/.test(resolved)
}
