import { pipeline, step, type StepFailed } from '@clearway/sdk'

/** Branches of which one fails, and joins of them: one that takes what has completed, and one that needs all. */
const fit = step('fit', ({ degree }: { degree: number }) => {
  if (degree > 2) throw new RangeError(`${degree} is too steep`)
  return degree
})
const best = step('best', ({ fits }: { fits: readonly (number | undefined)[] }) => Math.max(...fits.filter((one) => one !== undefined)), {
  join: 'any',
})
const average = step('average', ({ fits }: { fits: readonly number[] }) => fits.reduce((sum, one) => sum + one, 0) / fits.length)

export default pipeline('join', { degrees: [1, 2, 3] }, async ({ degrees }) => {
  const fits = degrees.map((degree) => fit({ degree }))
  const found = best({ fits })
  const outcome = await average({ fits }).catch(({ outcome: how }: StepFailed) => how)
  return { best: found, average: outcome }
})
