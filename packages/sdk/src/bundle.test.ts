import { execFile } from 'node:child_process'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { bundleFunctions, bundleProgram, isBundle } from './bundle.ts'

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

test.for([
  { of: 'default values', imports: '', rows: '1', holdsTypeBox: false },
  { of: 'a TypeBox schema', imports: `import { Type } from 'typebox'`, rows: 'Type.Integer()', holdsTypeBox: true },
  {
    of: 'values that the program checks itself',
    imports: `import { Value } from 'typebox/value'`,
    rows: 'Value.Create({})',
    holdsTypeBox: true,
  },
])('a pipeline with parameters of $of: its bundle holds TypeBox: $holdsTypeBox', async ({ imports, rows, holdsTypeBox }) => {
  const parameters = rows.startsWith('Type') ? `Type.Object({ rows: ${rows} })` : `{ rows: ${rows} }`
  await using folder = await folderWith({
    'main.ts': `import { pipeline } from '@clearway/sdk'
${imports}
export const main = pipeline('main', ${parameters}, async ({ rows }) => rows)`,
  })
  await symlink(join(import.meta.dirname, '../../../node_modules'), join(folder.path, 'node_modules'))
  const text = new TextDecoder().decode((await bundleFunctions(join(folder.path, 'main.ts'))).bytes)
  expect(/^\/\/ .*node_modules\/typebox\//m.test(text)).toBe(holdsTypeBox)
  expect(text.includes('import("typebox/value")')).toBe(!holdsTypeBox)
})
