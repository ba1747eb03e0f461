import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { packageSource } from './package-source.ts'

let above: string
beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'clearway-source-'))
  await mkdir(join(above, 'node_modules/clearway'), { recursive: true })
})
afterEach(() => rm(above, { recursive: true }))
const source = () => packageSource(join(above, 'churn'), join(above, 'node_modules/clearway'), '0.1.0')

test.each([
  { resolved: 'file:clearway-0.1.0.tgz', asked: 'file:../clearway-0.1.0.tgz' },
  { resolved: 'https://example.org/builds/clearway.tgz', asked: 'https://example.org/builds/clearway.tgz' },
  { resolved: 'https://registry.npmjs.org/clearway/-/clearway-0.1.0.tgz', asked: '0.1.0' },
])('a project asks for $asked where npm took the package from $resolved', async ({ resolved, asked }) => {
  const lockfile = { packages: { 'node_modules/clearway': { resolved } } }
  await writeFile(join(above, 'node_modules/.package-lock.json'), JSON.stringify(lockfile))
  expect(await source()).toBe(asked)
})

test('a project asks for the version where nothing tells where npm took the package from', async () => {
  expect(await source()).toBe('0.1.0')
})
