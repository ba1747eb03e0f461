import { pipeline, step } from '@clearway/sdk'

/** A pipeline whose steps leave something of each kind: values that name one another, bytes, an artifact, scalars, lines and a model. */
const points = step('points', ({ count }: { count: number }) => ({ weights: new Float64Array(count), name: 'points' }))
const fit = step('fit', async ({ points, isBroken }: { points: { weights: Float64Array }; isBroken: boolean }) => {
  const { logger, task, uploadArtifact } = step.context()
  if (isBroken) throw new RangeError('it is broken')
  for (let epoch = 0; epoch < 3; epoch += 1) logger.scalar('loss', 'train', 1 / (epoch + 1), epoch)
  console.log(`fitting ${points.weights.length} points`)
  await uploadArtifact('report', { points: points.weights.length })
  await task.outputModel({ name: 'net', bytes: Buffer.from('weights') })
  return { slope: 2 }
})

export default pipeline(
  'fits',
  { count: 5, isBroken: false },
  async ({ count, isBroken }) => {
    const made = points({ count })
    return { fitted: fit({ points: made, isBroken }), made }
  },
  { tags: ['nightly'] },
)
