import { createHash } from 'node:crypto'
import { readFile, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildOnce } from './build-once.ts'
import { fetchBundle } from './bundle.ts'
import { prepareCode } from './code.ts'
import { aRepository, aSetUp } from './set-up.fixture.ts'
import { trimCache } from './trim-cache.ts'

test('entries that were not used for long are deleted and created again when needed, and used ones stay', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path })
  const { cache, signal } = setUp
  const build = async (target: string): Promise<void> => writeFile(join(target, 'x'), '')
  const [old, busy] = await Promise.all(['old', 'busy'].map(async (name) => buildOnce(join(cache, 'environments', name), signal, build)))
  if (!old || !busy) throw new Error('unreachable')
  const text = 'code'
  const stored = join(setUp.folder, 'stored')
  await writeFile(stored, text)
  const bundle = { key: 'bundle', uri: stored, hash: createHash('sha256').update(text).digest('hex') }
  const file = await fetchBundle(setUp, bundle, 'step.mjs')
  await prepareCode(setUp)

  const trim = async (unusedSeconds: number): Promise<readonly string[]> =>
    trimCache({ cache, unusedSeconds, inUse: new Set([busy]), signal })
  expect(await trim(3600)).toEqual([])
  const removed = await trim(-1)
  expect(removed.length).toBe(3)
  expect(removed).toContain(join(cache, 'environments', 'old'))
  expect(await readFile(join(busy, 'x'), 'utf8')).toBe('')

  expect(await buildOnce(join(cache, 'environments', 'old'), signal, build)).not.toBe(old)
  expect(await fetchBundle(setUp, bundle, 'step.mjs')).toBe(file)
  await prepareCode(setUp)
})

test('each use of a bundle and of a mirror counts', async () => {
  await using repository = await aRepository({ 'a.txt': 'one' })
  await using setUp = await aSetUp({ repository: repository.path })
  const stored = join(setUp.folder, 'stored')
  await writeFile(stored, 'code')
  const bundle = { key: 'bundle', uri: stored, hash: createHash('sha256').update('code').digest('hex') }
  const longAgo = new Date(Date.now() - 1e9)
  const use = async (): Promise<string> => {
    await prepareCode(setUp)
    return fetchBundle(setUp, bundle, 'step.mjs')
  }
  const trimming = { cache: setUp.cache, unusedSeconds: 3600, inUse: new Set<string>(), signal: setUp.signal }
  const file = await use()
  const [mirror = ''] = (await readdir(join(setUp.cache, 'repositories'))).filter((name) => name.endsWith('.git'))
  for (const unused of [join(file, '..'), join(setUp.cache, 'repositories', mirror)]) await utimes(unused, longAgo, longAgo)
  await use()
  expect(await trimCache(trimming)).toEqual([])
})
