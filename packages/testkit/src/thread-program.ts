import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { program } from './program.ts'

const folder = dirname(await program('thread'))

/** Gives the bundle of a server's thread. `scripts/bundled-threads.ts` writes the calls. */
export function threadProgram(name: string): URL {
  return pathToFileURL(join(folder, `${name}.js`))
}
