import { globSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const assets = join(import.meta.dirname, '../../build/web/assets')
const budget = 200_000

/** The script that the build made of a source: `tasks-page`. */
function scriptOf(name: string): string {
  const found = globSync(`${name}-????????.js`, { cwd: assets })
  expect(found, name).toHaveLength(1)
  return found[0] ?? ''
}

/** A script with all that it imports, but for what it loads later. */
function withImports(script: string, found: Set<string>): void {
  if (found.has(script)) return
  found.add(script)
  const code = readFileSync(join(assets, script), 'utf8')
  for (const [, imported = ''] of code.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g)) withImports(imported, found)
}

function sentBytes(script: string): number {
  return statSync(join(assets, `${script}.br`), { throwIfNoEntry: false })?.size ?? statSync(join(assets, script)).size
}

const page = readFileSync(join(assets, '../index.html'), 'utf8')
const entry = basename(/<script type="module"[^>]* src="([^"]+)"/.exec(page)?.[1] ?? '')

for (const parts of [
  ['home-page'],
  ['tasks-page'],
  ['pipelines-page'],
  ['run-page', 'run-graph'],
  ['task-page'],
  ['queues-page'],
  ['models-page'],
  ['artifacts-page'],
])
  test(`a first visit to ${parts[0]} loads at most ${budget / 1000} kB of scripts`, () => {
    const loaded = new Set<string>()
    // Each page follows the changes in a worker.
    for (const script of [entry, ...parts.map(scriptOf), scriptOf('stream-worker')]) withImports(script, loaded)
    expect(loaded.size).toBeGreaterThan(30)
    const sizes = [...loaded].map((script) => [script, sentBytes(script)] as const).toSorted(([, a], [, b]) => b - a)
    const sum = sizes.reduce((total, [, bytes]) => total + bytes, 0)
    expect(sum, sizes.map(([script, bytes]) => `${script} ${bytes}`).join('\n')).toBeLessThanOrEqual(budget)
  })
