import { compare } from './names.ts'
import type { Curve } from './curves.ts'
import type { Order, Reader } from './reader.ts'
import { defined } from '../../defined.ts'

export interface Point {
  readonly iter: number
  readonly ts: number
  readonly value: number | null
  readonly kind: number
}
export interface Span {
  readonly order: Order
  readonly limit: number
  /** Only iterations after this one, in the direction of the order. */
  readonly beyond?: number | undefined
}

/** Reads a curve's points, one for each iteration: if several attempts reported it, the latest attempt's. */
export async function pointsOf({ db }: Reader, { series }: Curve, { order, limit, beyond }: Span): Promise<readonly Point[]> {
  const perAttempt: Point[][] = []
  for (const id of series) {
    let query = db.selectFrom('point').select(['iter', 'ts', 'value', 'kind']).where('series', '=', id).orderBy('iter', order).limit(limit)
    if (beyond !== undefined) query = query.where('iter', order === 'asc' ? '>' : '<', beyond)
    perAttempt.push(await query.execute())
  }
  return uniteAttempts(perAttempt, order).slice(0, limit)
}

/** Merges the attempts' points in order. The attempts come latest first, and of equal iterations the first attempt's point is taken. */
export function uniteAttempts<P extends { readonly iter: number }>(attempts: readonly (readonly P[])[], order: Order): readonly P[] {
  if (attempts.length === 1) return defined(attempts[0])
  const union = new Map<number, P>()
  for (const attempt of attempts) for (const point of attempt) if (!union.has(point.iter)) union.set(point.iter, point)
  const sign = order === 'asc' ? 1 : -1
  return [...union.values()].toSorted((a, b) => sign * compare(a.iter, b.iter))
}
