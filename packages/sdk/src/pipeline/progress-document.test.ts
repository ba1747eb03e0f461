import { newRun, type RunState } from '@clearway/engine'
import { expect, test } from 'vitest'
import type { Api } from '../client.ts'
import { ProgressDocument } from './progress-document.ts'

const renamed = (name: string): RunState => ({
  ...newRun,
  pipeline: { ...newRun.pipeline, parameters: { which: { value: name } } },
})

test.concurrent.each([0, 1, 2, 3, 4, 5, 6])(
  'a change that comes %i turns after the last was written is written without a further call',
  async (turns) => {
    const { promise: secondWritten, resolve } = Promise.withResolvers<void>()
    const written: string[] = []
    const api = {
      tasks: {
        edit_configuration: async ({ configuration }: { readonly configuration: readonly { readonly value: string }[] }) => {
          written.push(configuration[0]!.value)
          return {}
        },
        edit_runtime: async () => {
          if (written.length === 2) resolve()
          if (written.length > 1) return {}
          const later = (left: number): void => queueMicrotask(() => (left === 0 ? document.update(renamed('second')) : later(left - 1)))
          later(turns)
          return {}
        },
      },
    } as unknown as Api
    const document = new ProgressDocument(api, 'run', (error) => expect.fail(String(error)))
    document.update(renamed('first'))
    await secondWritten
    expect(written).toHaveLength(2)
  },
)
