import { join } from 'node:path'
import type { entryPoints } from './bundle-programs.ts'
import { shared } from './shared.ts'

/** Gives the file of a program that is bundled once a run. */
export async function program(name: keyof typeof entryPoints): Promise<string> {
  return join(await bundle(), 'dist', `${name}.js`)
}

/** Gives the command `clearway`, bundled once a run: it starts as the published one does. */
export async function clearwayCommand(): Promise<string> {
  return join(await bundle(), 'bin', 'clearway.js')
}

let own: Promise<string> | undefined

/** Gives the folder of the bundle. Outside of the test runner, as in the measurements, this process makes it. */
async function bundle(): Promise<string> {
  if (process.env['VITEST'] !== undefined) return shared('programs')
  own ??= import('./bundle-programs.ts').then(async ({ bundlePrograms }) => (await bundlePrograms()).url)
  return own
}
