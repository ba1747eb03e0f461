/** One step for each file, and one that joins what they found: `clearway run examples/functions/map-files.ts --files a.csv,b.csv --local`. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { file, pipeline, step, type StepFile } from '@clearway/sdk'

const count = step('count', async ({ table }: { table: StepFile }) => {
  const text = await readFile(await table.path(), 'utf8')
  return { name: table.name, lines: text.trimEnd().split('\n').length }
})

const sum = step('sum', ({ counts }: { counts: readonly { readonly name: string; readonly lines: number }[] }) => ({
  files: counts.length,
  lines: counts.reduce((all, { lines }) => all + lines, 0),
}))

const iris = join(import.meta.dirname, '../iris/data/iris.csv')

export default pipeline('map files', { files: [iris, iris] }, async ({ files }) =>
  sum({ counts: files.map((path) => count({ table: file(path) })) }),
)
