import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { program } from '@clearway/testkit'
import { expect, test } from 'vitest'

/** What takes long to load, and few commands use: the schemas of the contract, and what draws in place. */
const slow = /^\/\/ (node_modules\/(?:typebox|log-update)\/)/m

test.for(['task', 'pipeline', 'artifact', 'model', 'project', 'queue'])(
  '`clearway %s` loads neither schemas nor what draws in place',
  async (noun) => {
    const main = await program('main')
    const start = new RegExp(`import\\("\\./(${noun}-\\w+\\.js)"\\)`).exec(await readFile(main, 'utf8'))?.[1]
    const loaded = await loadedBy(dirname(main), ['main.js', start ?? ''])
    expect(loaded.size).toBeGreaterThan(10)
    expect([...loaded].flatMap(([file, text]) => (slow.test(text) ? [`${file}: ${slow.exec(text)?.[1]}`] : []))).toEqual([])
  },
)

/** The texts of the files of a bundle that load with these ones. */
async function loadedBy(folder: string, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const loaded = new Map<string, string>()
  const next = [...files]
  for (let file = next.pop(); file !== undefined; file = next.pop()) {
    if (loaded.has(file)) continue
    const text = await readFile(join(folder, file), 'utf8')
    loaded.set(file, text)
    next.push(...[...text.matchAll(/^(?:import|\}|export) (?:.* )?(?:from )?"\.\/([\w-]+\.js)";$/gm)].map(([, name = '']) => name))
  }
  return loaded
}
