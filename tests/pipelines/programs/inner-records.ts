import { appendFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pipeline, step } from '@clearway/sdk'

/** As `local-records.ts`, with functions: the steps are those of a run inside the run. */
const records = async (name: string, folder: string): Promise<string> => {
  appendFileSync(join(folder, name), `${process.pid} began\n`)
  while (name === 'two' && !existsSync(join(folder, 'release'))) await setTimeout(20)
  appendFileSync(join(folder, name), `${process.pid} ended\n`)
  return name
}
const one = step('one', ({ folder }: { folder: string }) => records('one', folder))
const two = step('two', ({ folder }: { folder: string }) => records('two', folder))
const inner = pipeline('inner records', { folder: '' }, async ({ folder }) => [await one({ folder }), await two({ folder })])
const outer = pipeline('outer records', { folder: '' }, async ({ folder }) => inner({ folder }))

if (import.meta.main) {
  const [folder = '', resume] = process.argv.slice(2)
  const run = await outer.run({ folder }, { local: true, ...(resume === undefined ? {} : { resume }) })
  console.log(`ended ${(await run.wait()).status}`)
}
