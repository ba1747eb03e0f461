import { type Gpu, visibleGpus } from '@clearway/runtime/gpus'
import type { Slot } from './slots.ts'

interface Sharing {
  readonly slots: number | undefined
  readonly gpus: readonly (readonly string[])[] | undefined
  readonly cpuOnly: boolean
  /** The GPUs of the machine. */
  readonly present: readonly Gpu[]
  /** What the agent itself was given by `CUDA_VISIBLE_DEVICES`. */
  readonly visible: string | undefined
}

/** The slots of an agent with their GPUs, of which no two share one: those that the options name, else the machine's in equal parts. */
export function makeSlots({ slots, gpus, cpuOnly, present, visible }: Sharing): readonly Slot[] {
  const count = slots ?? gpus?.length ?? 1
  if (!Number.isInteger(count) || count < 0) throw new Error(`${count} is no number of slots.`)
  if (cpuOnly && gpus !== undefined && gpus.flat().length > 0) throw new Error('GPUs are named for an agent that is to use none.')
  if (gpus !== undefined && gpus.length !== count) throw new Error(`There are GPUs for ${gpus.length} slots, but ${count} slots.`)
  return Array.from({ length: count }, (_, slot) => {
    if (cpuOnly) return { slot, gpus: [] }
    // A machine whose GPUs we cannot list may still have some of another make: its tasks see what the agent sees.
    if (gpus === undefined && present.length === 0) return { slot, gpus: undefined }
    const own = gpus?.[slot] ?? part(visibleGpus(present, visible), slot, count)
    return { slot, gpus: own, gpuMemory: smallest(own, present), gpuPlaces: placesOf(own, present) }
  })
}

/** One of `count` parts of the devices, as equal as possible; the first parts are the larger ones. */
function part(devices: readonly string[], index: number, count: number): readonly string[] {
  return devices.slice(Math.ceil((index * devices.length) / count), Math.ceil(((index + 1) * devices.length) / count))
}

function placesOf(devices: readonly string[], present: readonly Gpu[]): readonly number[] {
  return devices.flatMap((device) => {
    const place = present.findIndex(({ index, uuid }) => index === device || uuid === device)
    return place < 0 ? [] : [place]
  })
}

function smallest(devices: readonly string[], present: readonly Gpu[]): number | undefined {
  const sizes = devices.flatMap((device) => present.find(({ index, uuid }) => index === device || uuid === device)?.memoryTotal ?? [])
  return sizes.length === 0 ? undefined : Math.floor(Math.min(...sizes))
}
