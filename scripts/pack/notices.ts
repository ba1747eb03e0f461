import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../packages/cli/programs.ts'
import { manifestOf } from './read-manifest.ts'

/** Makes the text with the licences of all packages whose files are part of a bundle, which their licences ask for. */
export async function noticesOf(inputs: readonly string[]): Promise<string> {
  const folders = [...new Set(inputs.flatMap((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []))].sort()
  const notices = await Promise.all(folders.map(noticeOf))
  return ['Clearway contains the following packages.', ...new Set(notices)].join(`\n\n${'-'.repeat(80)}\n\n`)
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = manifestOf(folder)
  const files = (await readdir(join(root, folder))).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort()
  const texts = await Promise.all(files.map((file) => readFile(join(root, folder, file), 'utf8')))
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n')
}
