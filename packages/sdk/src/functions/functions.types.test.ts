import { Type } from 'typebox'
import { expect, expectTypeOf, test } from 'vitest'
import { pipeline } from './pipeline.ts'
import { step } from './step.ts'
import type { StepResult } from './step-result.ts'

interface Row {
  readonly x: number
}

const load = step('types load', async ({ rows }: { rows: number }): Promise<{ rows: Row[]; name: string }> => ({
  rows: Array.from({ length: rows }, (_, x) => ({ x })),
  name: 'a',
}))
const train = step('types train', ({ rows, lr = 1 }: { rows: readonly Row[]; lr?: number }) => ({ loss: rows.length * lr }))
const ping = step('types ping', () => 1)

// Never run: `tsc` checks it.
const types = pipeline('types', { rows: 200, lr: 0.1, mode: 'fast' }, async ({ rows, lr, mode }) => {
  expectTypeOf(mode).toEqualTypeOf<string>()
  const data = load({ rows })
  expectTypeOf(data).toEqualTypeOf<StepResult<{ rows: Row[]; name: string }>>()
  const model = train({ rows: data.get('rows'), lr })
  expectTypeOf(await model).toEqualTypeOf<{ loss: number }>()
  expectTypeOf(await ping()).toEqualTypeOf<number>()
  void train({ rows: [{ x: model.get('loss') }] })
  void train({ rows: (await data).rows }, { name: 'again', after: [model] })

  // @ts-expect-error a parameter of another type
  void load({ rows: 'many' })
  // @ts-expect-error a parameter that the step does not have
  void load({ rows, epochs: 3 })
  // @ts-expect-error a parameter that is missing
  void load({})
  // @ts-expect-error a whole output where a part is needed
  void train({ rows: data })
  // @ts-expect-error a part of another type
  void train({ rows: data.get('name') })
  // @ts-expect-error a part that the output does not have
  void data.get('row')
  // @ts-expect-error an output that is used before it is awaited
  void data.rows
  // @ts-expect-error a step that does not exist
  void lode({ rows })
  // @ts-expect-error an option that a call does not have
  void load({ rows }, { retries: 2 })
  return { model, loss: model.get('loss'), best: [model] }
})

const schema = pipeline(
  'types schema',
  Type.Object({ rows: Type.Number({ default: 1 }), name: Type.Optional(Type.String()) }),
  ({ rows, name }) => {
    expectTypeOf(rows).toEqualTypeOf<number>()
    expectTypeOf(name).toEqualTypeOf<string | undefined>()
    return load({ rows })
  },
)

async function uses(): Promise<void> {
  const run = await types.run({ lr: 1 })
  expectTypeOf(await run.result()).toEqualTypeOf<{ model: { loss: number }; loss: number; best: { loss: number }[] }>()
  expectTypeOf(await (await schema.run({ rows: 1 })).result()).toEqualTypeOf<{ rows: Row[]; name: string }>()
  // @ts-expect-error a parameter of another type
  await types.run({ lr: 'x' })
  // @ts-expect-error a parameter that the pipeline does not have
  await types.run({ epochs: 1 })
  // @ts-expect-error an option that a run does not have
  await types.run({}, { slots: 1 })
  // @ts-expect-error an option that a step does not have
  step('types option', () => 1, { retry: 3 })
}

test('steps and pipelines are typed from end to end', () => {
  // The proof is that this file compiles; at run time a step outside of a body is refused.
  expect(uses).toBeTypeOf('function')
  expect(() => load({ rows: 1 })).toThrow("Step 'types load' is called outside of a pipeline's body")
  expect(() => types()).toThrow("Pipeline 'types' is called outside of a pipeline's body")
})
