import { readFileSync } from 'node:fs'

/** Checks that the lock file names the optional packages of all platforms, without which `npm ci` fails on other platforms. */
interface Entry {
  readonly optionalDependencies?: Record<string, string>
}
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as { packages: Record<string, Entry> }
const present = new Set(Object.keys(lock.packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)))
const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
  Object.keys(optionalDependencies)
    .filter((name) => !present.has(name))
    .map((name) => `${path || 'the workspace'} wants ${name}`),
)
if (missing.length > 0) {
  console.error(`package-lock.json lacks optional packages; make it anew (see CONTRIBUTING.md):\n${missing.join('\n')}`)
  process.exitCode = 1
}
