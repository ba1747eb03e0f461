import { setTimeout as sleep } from 'node:timers/promises'
import { type Api, isApiError } from '@clearway/sdk'
import { type Gpu, listGpus } from '@clearway/runtime/gpus'
import { MachineMeter } from './machine-stats.ts'
import { mayPass } from './retry.ts'

interface Reporting {
  readonly api: Api
  readonly agent: string
  readonly onProblem: (what: string, error: unknown) => void
  readonly signal: AbortSignal
}

const everyMs = 30_000
/** How long a report may take; then it is left out. */
const patienceMs = 10_000

/**
 * Reports the load of this machine at once, and then regularly, until aborted. A report that does not reach the server is left out without a problem:
 * the claims emit one while the server is away.
 */
export async function reportMachine({ api, agent, onProblem, signal }: Reporting): Promise<void> {
  const meter = await MachineMeter.create()
  let hasGpus = true
  let isReported = true
  while (!signal.aborted) {
    try {
      // After an empty list GPUs are not looked for again, because that starts a process.
      const gpus: readonly Gpu[] = hasGpus ? await listGpus(signal) : []
      hasGpus &&= gpus.length > 0
      const stats = await meter.sample(gpus)
      const until = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
      await api.workers.report_machine({ worker: agent, machine_stats: stats }, { signal: until, patienceSeconds: 0 })
      isReported = true
    } catch (error) {
      // An older server does not know the action.
      if (signal.aborted || isApiError(error, 'unknown_action')) return
      if (isReported && !mayPass(error)) onProblem('Reporting the load of the machine', error)
      isReported = false
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
  }
}
