import { pipeline, step } from '@clearway/sdk'

/** A step that starts a pipeline itself, and waits for it. */
const add = step('add', ({ a, b }: { a: number; b: number }) => a + b)
const inner = pipeline('inner', { n: 1 }, async ({ n }) => add({ a: n, b: 1 }))

const ask = step('ask', async ({ n, queue }: { n: number; queue: string }) => {
  const run = await inner.run({ n }, queue === '' ? { debug: true } : { queue })
  return run.result()
})

export default pipeline('inner run', { n: 1, queue: '' }, async ({ n, queue }) => ask({ n, queue }))
