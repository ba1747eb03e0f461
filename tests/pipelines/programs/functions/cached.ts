import { pipeline, step } from '@clearway/sdk'

/** A step that is run once for equal inputs: the result of a second call is the first one's. */
const count = step('count', ({ text }: { text: string }) => ({ letters: text.length, at: Date.now() }), {
  cache: true,
  stage: 'counting',
})

export default pipeline('cached', { first: 'abc', second: 'abc' }, async ({ first, second }) => {
  const one = await count({ text: first })
  const two = await count({ text: second })
  return { letters: [one.letters, two.letters], isSame: one.at === two.at }
})
