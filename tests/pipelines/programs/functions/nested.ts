import { pipeline, step } from '@clearway/sdk'

/** Pipelines as steps, three deep. */
const add = step('add', ({ a, b }: { a: number; b: number }) => a + b)

const inner = pipeline('inner', { n: 1 }, async ({ n }) => ({ n: await add({ a: n, b: 1 }) }))
const middle = pipeline('middle', { n: 1 }, ({ n }) => inner({ n }))

export default pipeline('outer', { n: 1 }, async ({ n }) => {
  const first = add({ a: n, b: 10 })
  const { n: result } = await middle({ n: first })
  return { result }
})
