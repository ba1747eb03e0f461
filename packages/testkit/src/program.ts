import { join } from 'node:path'
import type { entryPoints } from './bundle-programs.ts'
import { shared } from './shared.ts'

/** Gives the file of a program that is bundled once a run. */
export async function program(name: keyof typeof entryPoints): Promise<string> {
  return join(await shared('programs'), 'dist', `${name}.js`)
}

/** Gives the command `clearway`, bundled once a run: it starts as the published one does. */
export async function clearwayCommand(): Promise<string> {
  return join(await shared('programs'), 'bin', 'clearway.js')
}
