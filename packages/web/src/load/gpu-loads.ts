import type { ResponseOf, Worker, workers } from '@clearway/contract'

/** The load of each GPU of a machine in percent, by its place among the GPUs. */
type MachineGpus = ReadonlyMap<number, number>
export type GpuLoads = ReadonlyMap<string, MachineGpus>

/** The latest load of each GPU, by agent. Figures that stand for many GPUs together are left out. */
export function gpuLoads(stats: ResponseOf<typeof workers.get_stats>['workers']): GpuLoads {
  return new Map(
    stats.map(({ worker, metrics }) => [
      worker,
      new Map(
        metrics.flatMap(({ variant = '', stats: [figures] }) => {
          const last = figures?.values.at(-1)
          return last === undefined || !/^\d+$/.test(variant) ? [] : [[Number(variant), last] as const]
        }),
      ),
    ]),
  )
}

/** The load of a worker's GPUs, in words: `GPU 0 81 %`; empty if it has none or nothing is known. */
export function gpuText({ id, agent = id, resources }: Worker, loads: GpuLoads): string {
  const machine = loads.get(agent)
  if (machine === undefined) return ''
  const percent = (load: number): string => `${Math.round(load)} %`
  if (id === agent) {
    // A published agent reports the GPUs that it was given, and numbers them anew.
    const all = [...machine.values()]
    return all.length === 0 ? '' : `${all.length === 1 ? 'GPU' : 'GPUs'} ${all.map(percent).join(', ')}`
  }
  return (resources?.gpuPlaces ?? [])
    .flatMap((place) => {
      const load = machine.get(place)
      return load === undefined ? [] : [`GPU ${place} ${percent(load)}`]
    })
    .join(', ')
}
