import { appendFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { pipeline, step } from '@clearway/sdk'

interface Given {
  readonly folder: string
  readonly n?: number
}

/** Records in a file what a step is given. */
const begin = (name: string, { folder, n = 0 }: Given): number => {
  appendFileSync(`${folder}/began`, `${name} ${n}\n`)
  return n
}

const apart = step('apart', (given: Given) => begin('apart', given))
const load = step('load', (given: Given) => begin('load', given))
const fit = step('fit', async (given: Given) => {
  begin('fit', given)
  await setTimeout(200)
  return (given.n ?? 0) * 10
})
const best = step('best', ({ folder, fits }: Given & { fits: readonly number[] }) => begin('best', { folder, n: Math.max(...fits) }), {
  join: 'any',
})
const few = step('few', (given: Given) => begin('few', given))
const size = step('size', (given: Given) => begin('size', given), { cache: true })
const inner = pipeline('inner of revalued', { folder: '', n: 0 }, async ({ folder, n }) => fit({ folder, n: n * 100 }))

/** Its later steps are given values that it has awaited: a map over a list, a join of that, a branch, a cached step and a pipeline. */
export default pipeline('revalued', { folder: '', rows: 2 }, async ({ folder, rows }) => {
  console.log(`controller pid ${process.pid}`)
  const n = (await apart({ folder })) + (await load({ folder, n: rows }))
  const fits = Array.from({ length: n }, (_, at) => fit({ folder, n: n - at }))
  const highest = await best({ folder, fits })
  if (n < 3) await few({ folder, n })
  const [sized, within] = await Promise.all([size({ folder, n: highest }), inner({ folder, n })])
  return { highest, sized, within }
})
