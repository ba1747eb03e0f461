import { waitsOf } from '@clearway/engine'
import { type Measure, percentile, timed } from './measure.ts'

const queues = 50
const workers = 1_000
const queued = 10_000

/** Measures one change in a busy fleet, half of whose slots are held by controllers that wait for queued steps. */
export const stall: Measure = {
  name: 'stall',
  run: async () => {
    const fleet = {
      workers: Array.from({ length: workers }, (_, n) => ({
        id: `w${n}`,
        kind: 'stock' as const,
        alive: true,
        queues: [`q${n % queues}`],
        slots: [{ resources: {}, running: `r${n}` }],
      })),
      lanes: [],
      queued: Array.from({ length: queued }, (_, n) => ({
        id: `t${n}`,
        queue: `q${n % queues}`,
        needs: {},
        isLight: false,
        isPaused: false,
        parents: [],
        limitedBy: [],
      })),
      running: Array.from({ length: workers }, (_, n) => ({
        id: `r${n}`,
        queue: `q${n % queues}`,
        waitsFor: n % 2 === 0 ? [`t${n}`, `t${n + 1}`] : [],
        isEndless: false,
        isResumable: true,
        mayLeave: false,
      })),
    }
    const times: number[] = []
    for (let n = 0; n < 30; n += 1) times.push((await timed(async () => waitsOf(fleet))).milliseconds)
    return [{ name: 'stall analysis, 10,000 queued, 1,000 workers (warm)', value: percentile(times.slice(5), 0.5), unit: 'ms', budget: 20 }]
  },
}
