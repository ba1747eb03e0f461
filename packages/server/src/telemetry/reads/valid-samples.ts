import type { MetricChoice, SamplePagesQuery } from '../telemetry.ts'
import { isChosen } from './choices.ts'
import type { Named } from './names.ts'
import { type EventRecord, type Reader, visibleTo } from './reader.ts'
import { readSample, sampleRefs } from './samples.ts'

/** A sample that can be shown. Its body is read when it is. */
export interface Sample extends Named {
  readonly iter: number
  readonly key: string
  readonly read: () => Promise<EventRecord | undefined>
}

/** The debug images or plots of a task. */
export async function validSamples(
  reader: Reader,
  table: SamplePagesQuery['table'],
  task: string,
  choices: readonly MetricChoice[],
): Promise<readonly Sample[]> {
  if (table === 'image')
    return validImages(await readImages(reader, task, choices)).map((image) => ({
      ...nameOf(image),
      read: () => Promise.resolve(imageEvent(task, image)),
    }))
  return (await sampleRefs(reader, table, task, choices)).map((ref) => ({
    ...nameOf(ref),
    read: () => readSample(reader, table, task, ref),
  }))
}

function nameOf({ metric, variant, iter, key }: Omit<Sample, 'read'>): Omit<Sample, 'read'> {
  return { metric, variant, iter, key }
}

interface ImageRow {
  readonly metric: string
  readonly variant: string
  readonly iter: number
  readonly key: string
  readonly attempt: number
  readonly ts: number
  readonly worker: string
  readonly body: string
}
/**
 * Leaves out images that are no longer valid: those of an iteration that a later attempt reported as well, and, since clients reuse URLs, those whose
 * URL belongs to a later iteration of the variant.
 */
function validImages<I extends Pick<ImageRow, 'metric' | 'variant' | 'iter' | 'key' | 'attempt' | 'body'>>(
  images: readonly I[],
): readonly I[] {
  const latestAttempt = new Map<string, I>()
  const latestUse = new Map<string, number>()
  for (const image of images) {
    const { metric, variant, iter, key, attempt, body } = image
    const identity = JSON.stringify([metric, variant, iter, key])
    if ((latestAttempt.get(identity)?.attempt ?? -1) < attempt) latestAttempt.set(identity, image)
    const use = JSON.stringify([metric, variant, body])
    latestUse.set(use, Math.max(latestUse.get(use) ?? -Infinity, iter))
  }
  return [...latestAttempt.values()].filter(
    ({ metric, variant, iter, body }) => latestUse.get(JSON.stringify([metric, variant, body])) === iter,
  )
}

async function readImages(reader: Reader, task: string, choices: readonly MetricChoice[]): Promise<readonly ImageRow[]> {
  const rows = await reader.db
    .selectFrom('image')
    .select(['metric', 'variant', 'iter', 'key', 'attempt', 'ts', 'worker', 'body'])
    .where('company', 'in', visibleTo(reader))
    .where('task', '=', task)
    .execute()
  return rows.filter(({ metric, variant }) => isChosen(choices, metric, variant))
}

function imageEvent(task: string, { metric, variant, iter, key, ts, worker, body }: ImageRow): EventRecord {
  return { task, type: 'training_debug_image', timestamp: ts, iter, metric, variant, worker, url: body, ...(key === '' ? {} : { key }) }
}
