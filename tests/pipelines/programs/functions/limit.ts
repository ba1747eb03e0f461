import { setTimeout } from 'node:timers/promises'
import { pipeline, step, StepFailed } from '@clearway/sdk'

/** A step that is stopped at its time limit, and a body that goes on without it. */
const slow = step('slow', async () => setTimeout(60_000, 'done', { signal: step.context().signal }), { timeLimit: 0.5 })

export default pipeline('limit', {}, async () => {
  try {
    return { result: await slow() }
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error
    return { result: `${error.outcome}: ${error.reason}` }
  }
})
