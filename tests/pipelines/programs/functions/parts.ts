import { file, pipeline, step, type StepFile } from '@clearway/sdk'

interface Loaded {
  readonly rows: number[]
  readonly factor: number
  readonly note?: string
}

/** Results as a whole and in parts, for steps of each kind. The first one's name begins like a reference to a parameter. */
const load = step('pipeline.load', (): Loaded => ({ rows: [1, 2], factor: 10 }))
const text = step('text', ({ note }: { note: string | undefined }) => String(note))
const scaled = step('scaled', ({ rows, factor }: Loaded) => rows.map((row) => row * factor))
const write = step('write', () => ({ self: file(import.meta.filename) }))
const work = step.fromTask<Record<string, unknown>>('work', { project: 'layouts', name: 'work' })

const inner = pipeline('inner', { rows: [0], factor: 1 }, async (parameters) => scaled(parameters))

/** An inner pipeline whose parameters are one result, and a part of a result that is undefined. */
export const whole = pipeline('whole', { load: 'a parameter' }, async () => {
  const loaded = load()
  return { rows: await inner(loaded), note: await text({ note: loaded.get('note') }) }
})

/** A program of another kind, which is given what an awaited result holds; `parted` is given what has no address. */
export const plain = pipeline('plain', {}, async () => {
  const loaded = await load()
  const { self }: { self: StepFile } = await write()
  await work({
    rows: loaded.rows,
    factor: loaded.factor,
    self,
    when: new Date(0),
    big: 2n ** 70n,
    none: [undefined],
    $key: { $key: Infinity },
  })
  return self.stored?.url
})
export const parted = pipeline('parted', {}, async () => {
  await work({ rows: load().get('rows') })
})
