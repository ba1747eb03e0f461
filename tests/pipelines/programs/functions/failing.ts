import { pipeline, step, type StepFailed } from '@clearway/sdk'

/** Steps that fail: `all` of them in a Promise.all, one that nobody waits for, or one that is caught. */
const bad = step('bad', ({ text }: { text: string }): string => {
  console.log('about to fail')
  throw new RangeError(text)
})
const after = step('after', ({ text }: { text: string }) => text)

export default pipeline('failing', { how: 'caught' }, async ({ how }) => {
  if (how === 'all') await Promise.all([bad({ text: 'one' }), bad({ text: 'two' })])
  if (how === 'never awaited') void bad({ text: 'alone' }, { name: 'alone' })
  if (how === 'derived') void bad({ text: 'derived' }).then((text) => text.length)
  if (how === 'own error') throw new TypeError('the body is wrong')
  if (how === 'caught') {
    const text = await after({ text: bad({ text: 'it is bad' }) }).catch((error: StepFailed) => error.message)
    const { reason, lastLines, task } = await bad({ text: 'again' }).then(
      () => Promise.reject(new Error('it did not fail')),
      (error: StepFailed) => error,
    )
    return { text, reason, hasTask: task !== undefined, lastLine: lastLines[0] }
  }
  return undefined
})
