import type { RequestOf, SlotResources, workers } from '@clearway/contract'
import { reportWorkers } from '../db/tables/workers.ts'
import type { AttemptRow } from '../db/tables/attempts.ts'
import type { CallTx } from '../context.ts'
import { isWidened } from '../db/tables/light-mode.ts'
import type { Offer } from '../db/tables/claimable.ts'

export type ClaimRequest = RequestOf<typeof workers.claim>
type SlotsRequest = Pick<ClaimRequest, 'slots' | 'cpus' | 'memory' | 'labels'>

/** What an agent can run now: an offer for each free slot, then one for its light lane if that has room. */
export async function offersOf(tx: CallTx, { light, worker, ...request }: ClaimRequest): Promise<Offer[]> {
  const steps = slotOffers(request)
  if (!light.free || light.mode === 'off') return steps
  const mode = light.mode === 'own' && (await isWidened(tx, worker, request.boot)) ? 'any' : light.mode
  return [...steps, { lane: 'light', mode }]
}

/** An offer for each slot. */
export function slotOffers({ slots, cpus = 0, memory = 0, labels = [] }: SlotsRequest): Offer[] {
  const unlimited = Number.MAX_SAFE_INTEGER
  return slots.map(({ slot, gpus = 0, gpuMemory = 0 }) => ({
    lane: 'step' as const,
    slot,
    gpus,
    gpuMemory: gpuMemory === 0 ? unlimited : gpuMemory,
    cpus: cpus === 0 ? unlimited : cpus,
    memory: memory === 0 ? unlimited : memory,
    labels,
  }))
}

/** Records an agent's workers: one for each slot and one for the light lane, because ClearML shows one task per worker. */
export async function reportOffers(tx: CallTx, request: ClaimRequest, running: readonly AttemptRow[]): Promise<void> {
  const { worker: agent, boot, queues, slots, light, version } = request
  const common = { agent, boot, kind: 'own' as const, queues, version, ip: tx.remoteAddress, timeout: tx.settings.workerSeconds }
  const free = slots.map(({ slot, gpus = 0, ...of }) => ({
    lane: 'step' as const,
    slot,
    id: `${agent}:${slot}`,
    task: null,
    queue: null,
    gpus,
    resources: resourcesOf(request, of),
  }))
  const busy = running.flatMap(({ lane, slot, worker: id, task, queue }) => (lane === 'step' ? [{ lane, slot, id, task, queue }] : []))
  const lightLane = {
    lane: 'light' as const,
    slot: null,
    id: `${agent}:light`,
    lightMode: light.mode,
    lightFree: light.free,
    task: running.find(({ lane }) => lane === 'light')?.task ?? null,
  }
  const reports = light.mode === 'off' ? [...free, ...busy] : [...free, ...busy, lightLane]
  await reportWorkers(
    tx,
    reports.map((report) => ({ ...common, ...report })),
  )
}

/** Resources of one slot. A value that the agent does not report is no limit; labels that it does not report are absent. */
function resourcesOf(
  { cpus = 0, memory = 0, labels = [] }: ClaimRequest,
  { gpuMemory = 0, gpuPlaces = [] }: Pick<SlotResources, 'gpuMemory' | 'gpuPlaces'>,
): SlotResources {
  return {
    ...(gpuMemory === 0 ? {} : { gpuMemory }),
    ...(gpuPlaces.length === 0 ? {} : { gpuPlaces }),
    ...(cpus === 0 ? {} : { cpus }),
    ...(memory === 0 ? {} : { memory }),
    labels,
  }
}
