import { pipeline, step } from '@clearway/sdk'

/** A step that succeeds at its third attempt, with a wait before each further one. */
const flaky = step(
  'flaky',
  () => {
    const { attempt } = step.context()
    if (attempt < 3) throw new Error(`attempt ${attempt} is not enough`)
    return attempt
  },
  { retries: 3, backoff: { seconds: 0.2, factor: 2 } },
)

export default pipeline('retries', {}, async () => ({ attempts: await flaky() }))
