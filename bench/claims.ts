import { forEachKind } from './worlds.ts'
import { type Measure, percentile, timed } from './measure.ts'

const tasks = 400

/** Measures the dispatcher: enqueues, claims, starts and ends one task after another over HTTP. */
export const claims: Measure = {
  name: 'claims',
  run: () =>
    forEachKind(async (kind, world) => {
      const { api } = world
      const { id: queue } = await api.queues.get_default({})
      const ids = []
      for (let n = 0; n < tasks; n += 1) ids.push((await api.tasks.create({ name: `task ${n}`, type: 'training' })).id)
      for (const task of ids) await api.tasks.enqueue({ task, queue })
      const request = {
        worker: 'bench',
        boot: 'one',
        queues: [queue],
        slots: [{ slot: 0 }],
        light: { free: false, mode: 'off' as const },
        running: [],
        wait: 5,
      }
      const times: number[] = []
      const { milliseconds } = await timed(async () => {
        for (let n = 0; n < tasks; n += 1) {
          const claim = await timed(() => api.workers.claim(request))
          times.push(claim.milliseconds)
          const { attempt } = claim.result.leases[0]!
          await api.workers.start({ worker: 'bench', attempt })
          await api.workers.end({ worker: 'bench', attempt, outcome: 'completed', reason: 'done' })
        }
      })
      return [
        { name: `claim, start and end of a task (${kind})`, value: (tasks / milliseconds) * 1000, unit: 'tasks/s' },
        { name: `claim, p99 (${kind})`, value: percentile(times, 0.99), unit: 'ms', budget: 20 },
      ]
    }),
}
