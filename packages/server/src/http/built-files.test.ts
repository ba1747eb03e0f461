import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { builtFiles } from './built-files.ts'

test('the files of a web app that is built anew are listed anew, and while it is built there is none', async () => {
  const root = await mkdtemp(join(tmpdir(), 'built-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const files = builtFiles(root)
  const build = async (name: string): Promise<void> => {
    await mkdir(join(root, 'assets'))
    await writeFile(join(root, 'index.html'), '')
    await writeFile(join(root, 'assets', name), '')
  }
  expect(await files()).toBeUndefined()
  await build('one.js')
  expect([...((await files()) ?? [])].toSorted()).toEqual(['assets', 'assets/one.js', 'index.html'])
  // The same folder, listed while it changes.
  await writeFile(join(root, 'assets/late.js'), '')
  expect((await files())?.has('assets/late.js')).toBe(true)
  for (const name of ['assets', 'index.html']) await utimes(join(root, name), 1, 1)
  const kept = await files()
  expect(await files()).toBe(kept)
  await rm(join(root, 'assets'), { recursive: true })
  expect(await files()).toBeUndefined()
  await rm(join(root, 'index.html'))
  await build('two.js')
  expect([...((await files()) ?? [])].toSorted()).toEqual(['assets', 'assets/two.js', 'index.html'])
})
