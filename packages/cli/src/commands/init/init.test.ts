import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { plainLook } from '../../look.ts'
import { init } from './init.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clearway-init-'))
})
afterEach(() => rm(folder, { recursive: true }))
const run = (path: string, force = false) => init.run({ folder: path, force }, {} as Parameters<typeof init.run>[1])
const read = (...path: readonly string[]) => readFile(join(folder, ...path), 'utf8')

test('a new folder gets a project, whose name npm takes', async () => {
  const answer = await run(join(folder, 'My Pipeline!'))
  expect(JSON.parse(await read('My Pipeline!', 'package.json'))).toMatchObject({
    name: 'my-pipeline',
    type: 'module',
    dependencies: { clearway: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string },
  })
  expect((await readdir(join(folder, 'My Pipeline!'), { recursive: true })).toSorted()).toEqual(
    ['.gitignore', 'README.md', 'package.json', 'pipeline.ts', 'steps', 'steps/fit.py', 'tsconfig.json'].toSorted(),
  )
  expect(init.show?.(answer, plainLook(0), {})).toMatch(
    /npm install\n.*clearway run pipeline\.ts --local .*\n.*clearway up .*\n.*clearway run pipeline\.ts --count 80/,
  )
})

test('a folder with files is refused with the names that would be overwritten, and stays as it is', async () => {
  await writeFile(join(folder, 'pipeline.ts'), 'mine')
  await writeFile(join(folder, 'notes.txt'), 'mine')
  await expect(run(folder)).rejects.toThrow(/is not empty.*--force: it would overwrite or complete pipeline\.ts\.$/)
  expect(await readdir(folder)).toEqual(['notes.txt', 'pipeline.ts'])
})

test('a folder in which npm has installed the package is taken like an empty one', async () => {
  await mkdir(join(folder, 'node_modules'))
  for (const file of ['package.json', 'package-lock.json']) await writeFile(join(folder, file), '{"private":false}')
  await run(folder)
  expect(JSON.parse(await read('package.json'))).toMatchObject({ private: false, scripts: { check: 'tsc' } })
})

test('with --force a package.json keeps what it says', async () => {
  await mkdir(join(folder, 'steps'))
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'mine', dependencies: { clearway: 'file:../clearway.tgz', other: '1.0.0' } }),
  )
  await run(folder, true)
  expect(JSON.parse(await read('package.json'))).toMatchObject({
    name: 'mine',
    type: 'module',
    scripts: { start: 'clearway run pipeline.ts --local' },
    dependencies: { clearway: 'file:../clearway.tgz', other: '1.0.0' },
  })
  await writeFile(join(folder, 'package.json'), '{')
  await writeFile(join(folder, 'pipeline.ts'), 'mine')
  await expect(run(folder, true)).rejects.toThrow(/package\.json is no JSON/)
  expect(await read('pipeline.ts')).toBe('mine')
})
