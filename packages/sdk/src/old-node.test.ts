import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

/** What came after Node 20: what a program of the SDK calls of it would fail there, perhaps in a step that no test runs on Node 20. */
const newer = [
  /Promise\.(withResolvers|try)\b/,
  /RegExp\.escape\b/,
  /URL\.parse\b/,
  /(Map|Object)\.groupBy\b/,
  /Array\.fromAsync\b/,
  /Error\.isError\b/,
  /Math\.(sumPrecise|f16round)\b/,
  /\.getOrInsert(Computed)?\(/,
  /\.(toBase64|toHex)\(|\.from(Base64|Hex)\(/,
  /\.(intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(/,
  /\.(values|keys|entries)\(\)\s*\.(map|filter|find|some|every|take|drop|flatMap|reduce|forEach|toArray)\(/,
  /new (Async)?DisposableStack\b/,
]

test('the SDK calls nothing that Node 20 lacks', async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'index.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['esbuild'],
    logLevel: 'error',
  })
  const text = outputFiles[0]?.text ?? ''
  expect(text).toContain('function supplementOldNode')
  expect(newer.flatMap((one) => one.exec(text)?.[0] ?? [])).toEqual([])
})
