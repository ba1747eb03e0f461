import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { reusedBundle } from './reused-bundle.ts'

test('a bundle is reused until one of its files changes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clearway-bundle-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const [main, part] = [join(folder, 'main.ts'), join(folder, 'part.ts')]
  const write = async (path: string, text: string, seconds: number): Promise<void> => {
    await writeFile(path, text)
    await utimes(path, seconds, seconds)
  }
  await write(main, "import { word } from './part.ts'\nconsole.log(word)", 1000)
  await write(part, "export const word = 'first'", 1000)
  const first = await reusedBundle(main)
  expect(await reusedBundle(main)).toBe(first)
  // The same size and time: an editor that keeps times.
  await write(part, "export const word = 'third'", 1000)
  const changed = await reusedBundle(main)
  expect(new TextDecoder().decode(changed.bytes)).toContain('third')
  expect(changed.hash).not.toBe(first.hash)
  // Written while it was bundled, so the bundle may have the file as it was before.
  await write(part, "export const word = 'now'", Date.now() / 1000 + 60)
  const now = await reusedBundle(main)
  expect(await reusedBundle(main)).not.toBe(now)
})
