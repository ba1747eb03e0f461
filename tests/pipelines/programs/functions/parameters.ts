import { readFile } from 'node:fs/promises'
import { pipeline, type StandardSchema, type StepFile } from '@clearway/sdk'
import { Type } from 'typebox'

/** Pipelines whose result is what their bodies get. */
export const defaults = pipeline(
  'defaults',
  { id: null as unknown, query: '', files: ['a'], ids: [] as number[], rate: 0.5 },
  async (given) => given,
)

export const listed = pipeline(
  'listed',
  Type.Object({
    rows: Type.Integer({ default: 200, minimum: 1 }),
    mode: Type.Optional(Type.Union([Type.Literal('fast'), Type.Literal('exact')])),
    note: Type.Optional(Type.String({ description: 'what the run is for' })),
    ids: Type.Optional(Type.Array(Type.Number())),
    id: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  }),
  async (given) => given,
)

export const reads = pipeline('reads', Type.Object({ data: Type.Unsafe<StepFile>({}) }), async ({ data }) =>
  readFile(await data.path(), 'utf8'),
)

interface Rows {
  readonly n: string
  readonly unit?: string
  readonly note?: string
}
let isClosed = false
/** Lets the schema of `converted` refuse everything. */
export const close = (closed: boolean): void => void (isClosed = closed)
/** A schema that makes numbers of texts, takes no numbers, and does not list its parameters. */
const rows: StandardSchema<Rows, { readonly n: number; readonly unit: string; readonly note?: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (given) => {
      const { n, unit = 'm', ...rest } = given as Rows
      if (isClosed) return { issues: [{ message: 'is closed' }] }
      return typeof n === 'string' ? { value: { n: Number(n), unit, ...rest } } : { issues: [{ message: 'is no text', path: ['n'] }] }
    },
  },
}
export const converted = pipeline('converted', rows, async (given) => given)
