import { placeSteps } from '../../packages/web/src/graph/place-steps.ts'
import { type Figure, timed } from '../measure.ts'

/** How long a large graph takes to be laid out, without a browser. */
export async function layout(): Promise<Figure> {
  const count = 10_000
  // Each step comes after one or two of the last, and after the first.
  const graph = Array.from({ length: count }, (_, n) => ({
    name: `s${n}`,
    parents: n === 0 ? [] : [...new Set(['s0', `s${n - 1 - (n % 3 < n ? n % 3 : 0)}`])],
  }))
  const { milliseconds } = await timed(() => Promise.resolve(placeSteps(graph)))
  return { name: `web: ${count.toLocaleString('en')} steps laid out`, value: milliseconds, unit: 'ms', budget: 1000 }
}
