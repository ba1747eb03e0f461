import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { pipeline, step } from '@clearway/sdk'

/** Pipelines for the tests of `clearway run`: several in one file, none as its default. */
const slow = step('slow', async () => setTimeout(60_000, 'done', { signal: step.context().signal }))
const sum = step('sum', ({ numbers }: { numbers: readonly number[] }) => {
  console.log(`adding ${numbers.length} numbers`)
  return numbers.reduce((all, one) => all + one, 0)
})
const broken = step('broken', ({ text }: { text: string }): string => {
  throw new RangeError(text)
})
const keep = step('keep', () => ({ of: new Map([[1, 2]]) }))
const gate = step('gate', async ({ path }: { path: string }) => {
  while (!existsSync(path)) await setTimeout(20)
  return 40
})
const flaky = step(
  'flaky',
  ({ path }: { path: string }) => {
    const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
    appendFileSync(path, '.')
    console.log(`call ${before.length + 1}`)
    if (before === '') throw new RangeError('not yet')
    return before.length + 1
  },
  { retries: 2 },
)
const trained = step('trained', () => 'model', { queue: 'gpu', resources: { gpus: 2 } })

export const adds = pipeline('adds', { numbers: [1, 2], data: 'none' }, async ({ numbers, data }) => ({
  sum: await sum({ numbers }),
  data,
}))
export const keeps = pipeline('keeps', {}, async () => keep())
export const breaks = pipeline('breaks', { text: 'it is broken' }, async ({ text }) => broken({ text }))
export const gates = pipeline('gates', { path: '' }, async ({ path }) => sum({ numbers: [2, await gate({ path })] }))
export const flakes = pipeline('flakes', { path: '' }, async ({ path }) => flaky({ path }))
const positive = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (given: unknown) => {
      const rows = Number((given as { readonly rows?: unknown }).rows ?? 1)
      return rows > 0 ? { value: { rows } } : { issues: [{ message: 'must be above 0', path: ['rows'] }] }
    },
  },
}
export const checks = pipeline('checks', positive, async ({ rows }: { rows: number }) => sum({ numbers: [rows] }))
export const waits = pipeline('waits', {}, async () => slow())
export const trains = pipeline('trains', {}, async () => trained())
