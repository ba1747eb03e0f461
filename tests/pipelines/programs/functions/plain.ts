import { pipeline, step } from '@clearway/sdk'

/** A pipeline whose steps are known before it starts: the server drives it. */
const load = step('load', async ({ rows }: { rows: number }) => {
  if (rows < 0) throw new RangeError('no rows')
  return { rows: Array.from({ length: rows }, (_, n) => n), unit: 'm' }
})
const fit = step('fit', ({ rows, factor }: { rows: number[]; factor: number }) => ({ loss: rows.reduce((a, b) => a + b, 1) * factor }))
const best = step('best', ({ fits }: { fits: { loss: number }[] }) => Math.min(...fits.map(({ loss }) => loss)))

export default pipeline('plain', { rows: 3 }, ({ rows }) => {
  const data = load({ rows })
  const fits = [5, 2].map((factor) => fit({ rows: data.get('rows'), factor }))
  return { best: best({ fits }), unit: data.get('unit'), rows }
})
