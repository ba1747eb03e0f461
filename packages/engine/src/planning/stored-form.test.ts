import { expect, test } from 'vitest'
import { defineStep } from '../definition.ts'
import type { PipelineDefinition } from '../definition.ts'
import { fromTask, toConfiguration } from './stored-form.ts'

const definition: PipelineDefinition = {
  name: 'nightly',
  version: '2.0',
  defaultQueue: 'default',
  parameters: { epochs: { value: 3, description: 'rounds' }, fast: { value: true }, url: { value: 'http://x' } },
  steps: {
    data: defineStep({ name: 'data', baseTask: 'a'.repeat(32), retries: 2, hasPreExecute: true }),
    train: defineStep({
      name: 'train',
      baseTask: 'b'.repeat(32),
      parents: ['data'],
      parameters: { 'General/n': '5' },
      hasRetryCallback: true,
      timeoutSeconds: 60,
      cacheExecuted: true,
      queue: 'gpu',
    }),
  },
}

test('a pipeline comes back from its task as it was stored', () => {
  expect(fromTask({ configuration: toConfiguration(definition) })).toEqual(definition)
})

test('a user’s changes of the task apply: of its arguments, and of the steps in its stored form', () => {
  const configuration = toConfiguration(definition)
  const edited = JSON.parse(configuration['Pipeline']?.value ?? '') as Record<string, { queue: string }>
  const Pipeline = { ...configuration['Pipeline'], value: JSON.stringify({ ...edited, train: { ...edited['train'], queue: 'big' } }) }
  const Args = Object.fromEntries(
    Object.entries({ epochs: '9', fast: 'False', other: 'x' }).map(([name, value]) => [name, { section: 'Args', name, value }]),
  )
  const read = fromTask({ configuration: { ...configuration, Pipeline }, hyperparams: { Args } })
  expect(read?.parameters).toEqual({ epochs: { value: 9, description: 'rounds' }, fast: { value: false }, url: { value: 'http://x' } })
  expect(read?.steps['train']).toMatchObject({ queue: 'big', retries: 0, hasRetryCallback: true, timeoutSeconds: 60, cacheExecuted: true })
})

test('a task without a stored pipeline of ours has none', () => {
  expect(fromTask({})).toBeUndefined()
  expect(fromTask({ configuration: { Pipeline: { value: '{}' } } })).toBeUndefined()
})
