import { createHash } from 'node:crypto'
import { chmod, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { prepareNode } from './node.ts'
import { aRepository, aSetUp, outputOf } from './set-up.fixture.ts'

const code = 'console.log(process.argv.slice(2).join("|"), process.version)\n'
const hash = createHash('sha256').update(code).digest('hex')

test('a bundle is fetched once, runs with its arguments on the agent’s Node, and is fetched again when damaged', async () => {
  await using setUp = await aSetUp({ binary: 'node', entry_point: 'step.mjs a "b c"' })
  const uri = join(setUp.folder, 'stored.mjs')
  await writeFile(uri, code)
  let fetches = 0
  const counted = {
    ...setUp,
    artifacts: [{ key: 'bundle', mode: 'input', uri, hash }],
    fetchFile: async (...args: Parameters<typeof setUp.fetchFile>) => {
      fetches += 1
      await setUp.fetchFile(...args)
    },
  }
  const prepared = await prepareNode(counted)
  expect(await outputOf(prepared)).toBe(`a|b c ${process.version}`)
  await rm(join(setUp.attemptRoot, 'code'), { recursive: true })
  await prepareNode(counted)
  expect(fetches).toBe(1)
  await chmod(prepared.command[2] ?? '', 0o644)
  await writeFile(prepared.command[2] ?? '', 'damaged')
  expect(await outputOf(await prepareNode(counted))).toBe(`a|b c ${process.version}`)
  expect(fetches).toBe(2)
})

test('a bundle with other bytes than its hash does not run', async () => {
  await using setUp = await aSetUp({ binary: 'node', entry_point: 'step.mjs' })
  const uri = join(setUp.folder, 'stored.mjs')
  await writeFile(uri, 'process.exit(1)')
  await expect(prepareNode({ ...setUp, artifacts: [{ key: 'bundle', mode: 'input', uri, hash }] })).rejects.toThrow(`not ${hash}`)
})

test('a literal script runs, and so does a file of a repository', async () => {
  await using literal = await aSetUp({ binary: 'node', entry_point: 'x.mjs', diff: 'console.log(import.meta.filename.endsWith("x.mjs"))' })
  expect(await outputOf(await prepareNode(literal))).toBe('true')
  await using repository = await aRepository({ 'main.mjs': 'console.log("from git")' })
  await using setUp = await aSetUp({ binary: 'node', entry_point: 'main.mjs', repository: repository.path })
  expect(await outputOf(await prepareNode(setUp))).toBe('from git')
})

test('a repository’s packages are installed from its lock file, scripts of the packages not run', async () => {
  const lock = {
    name: 'p',
    lockfileVersion: 3,
    packages: { '': { name: 'p', dependencies: { dep: 'file:dep' } }, dep: {}, 'node_modules/dep': { resolved: 'dep', link: true } },
  }
  await using repository = await aRepository({
    'package.json': JSON.stringify({ name: 'p', type: 'module', dependencies: { dep: 'file:dep' } }),
    'package-lock.json': JSON.stringify(lock),
    'dep/package.json': JSON.stringify({ name: 'dep', version: '1.0.0', exports: './i.js', scripts: { install: 'exit 1' } }),
    'dep/i.js': 'exports.word = "from a package"',
    'src/main.js': 'import { word } from "dep"; console.log(word)',
  })
  await using setUp = await aSetUp({ binary: 'node', entry_point: 'main.js', working_dir: 'src', repository: repository.path })
  expect(await outputOf(await prepareNode(setUp))).toBe('from a package')
})

test('a task without code is refused with the reason', async () => {
  await using setUp = await aSetUp({ binary: 'node', entry_point: 'step.mjs' })
  await expect(prepareNode(setUp)).rejects.toThrow('no code')
})
