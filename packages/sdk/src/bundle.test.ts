import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bundleProgram, isBundle } from './bundle.ts'

const run = promisify(execFile)

async function folderWith(files: Record<string, string>) {
  const path = await mkdtemp(join(tmpdir(), 'clearway-bundle-'))
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text)
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

test('a program and what it imports become one file that runs by itself', async () => {
  await using folder = await folderWith({
    'main.ts': `import { double } from './double.ts'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const __filename: string = require('node:path').basename('x/y')
console.log(await Promise.resolve(double(21)), __filename, (class Kept {}).name)`,
    'double.ts': `export const double = (x: number): number => require('./old.cjs')(x)`,
    'old.cjs': `const path = require('path'); module.exports = (x) => (path.sep === '/' ? 2 * x : 0)`,
  })
  const bundle = await bundleProgram(join(folder.path, 'main.ts'))
  expect(bundle.name).toBe('main.mjs')
  await using elsewhere = await folderWith({ 'main.mjs': new TextDecoder().decode(bundle.bytes) })
  const { stdout } = await run(process.execPath, [join(elsewhere.path, 'main.mjs')])
  expect(stdout).toBe('42 y Kept\n')

  // What runs as a bundle is kept as it is.
  expect(await isBundle(join(elsewhere.path, 'main.mjs'))).toBe(true)
  expect(await bundleProgram(join(elsewhere.path, 'main.mjs'))).toEqual(bundle)
})

test('the same sources give the same bytes, other sources others', async () => {
  await using folder = await folderWith({ 'main.ts': 'console.log(1)', 'other.ts': 'console.log(2)' })
  const [first, again, other] = await Promise.all(['main.ts', 'main.ts', 'other.ts'].map((name) => bundleProgram(join(folder.path, name))))
  expect(again).toEqual(first)
  expect(other?.hash).not.toBe(first?.hash)
})

test('a program that imports a missing module is refused with the place of the import', async () => {
  await using folder = await folderWith({ 'main.ts': `import './gone.ts'` })
  await expect(bundleProgram(join(folder.path, 'main.ts'))).rejects.toThrow('gone.ts')
})
