import { pipeline, step } from '@clearway/sdk'

/** A loop until a threshold is reached; each round takes the weights of the one before, which stay on the server. */
const improve = step('improve', ({ weights, rate }: { weights: Float64Array; rate: number }) => {
  const next = weights.map((weight) => weight * (1 - rate))
  return { weights: next, loss: next.reduce((sum, weight) => sum + weight * weight, 0) }
})

export default pipeline('loop', { rate: 0.5, threshold: 0.1 }, async ({ rate, threshold }) => {
  let round = improve({ weights: Float64Array.of(1, 2), rate })
  let rounds = 1
  for (; (await round).loss > threshold; rounds += 1) round = improve({ weights: round.get('weights'), rate })
  return { rounds, loss: round.get('loss'), weights: round.get('weights') }
})
