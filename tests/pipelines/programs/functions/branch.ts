import { pipeline, step } from '@clearway/sdk'

/** A branch on a value, and a join of what ran. */
interface Row {
  readonly x: number
  readonly y: number
}

const load = step('load', async ({ rows }: { rows: number }): Promise<Row[]> => {
  console.log(`step pid ${process.pid}`)
  return Array.from({ length: rows }, (_, x) => ({ x, y: 2 * x + 1 }))
})

const fit = step('fit', ({ rows, degree }: { rows: readonly Row[]; degree: number }) => ({ degree, loss: rows.length / (1 + degree) }))

const report = step('report', ({ losses }: { losses: readonly number[] }) => `best of ${losses.length}: ${Math.min(...losses)}`)

export default pipeline('branch', { rows: 20, deep: true }, async ({ rows, deep }) => {
  console.log(`controller pid ${process.pid}`)
  const data = load({ rows })
  const degrees = deep ? [1, 3] : [1]
  const fits = degrees.map((degree) => fit({ rows: data, degree }))
  if ((await Promise.all(fits)).every(({ loss }) => loss > 1)) return { text: await report({ losses: fits.map((one) => one.get('loss')) }) }
  return { text: 'nothing to report' }
})
