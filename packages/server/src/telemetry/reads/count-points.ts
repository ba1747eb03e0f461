import type { Curve } from './curves.ts'
import type { Reader } from './reader.ts'

/** How many points curves have; an iteration that several attempts reported counts once. */
export async function countPoints({ db }: Reader, curves: readonly Curve[]): Promise<number> {
  let total = 0
  for (const { series } of curves) {
    const points = db.selectFrom('point').where('series', 'in', series)
    // A single attempt has each iteration once, so its points are counted without comparing iterations across attempts.
    const counted =
      series.length === 1
        ? points.select(({ fn }) => fn.countAll<number>().as('count'))
        : points.select(({ fn }) => fn.count<number>('iter').distinct().as('count'))
    total += (await counted.executeTakeFirstOrThrow()).count
  }
  return total
}
