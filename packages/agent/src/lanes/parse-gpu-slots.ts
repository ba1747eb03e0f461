import type { Gpu } from '@clearway/runtime/gpus'

/**
 * Reads `--gpus`: the GPUs of each slot, slots parted by `;`, GPUs by `,`. `0,1;2` is two slots, one with two GPUs. `all` is one slot for each GPU
 * of the machine; `none`, or a slot left empty, has none. A GPU given twice is refused: two steps would share it unawares.
 */
export function parseGpuSlots(text: string, present: readonly Pick<Gpu, 'index' | 'uuid'>[]): readonly (readonly string[])[] {
  if (text.trim() === 'all') return present.map(({ index }) => [index])
  const slots = text.split(';').map((slot) => gpusOfSlot(slot.trim()))
  const seen = new Set<string>()
  for (const gpu of slots.flat()) {
    if (!/^(\d+|(GPU|MIG)-[\w/-]+)$/.test(gpu)) throw new Error(`"${gpu}" in --gpus "${text}" is no GPU: write an index or a UUID.`)
    // An index and a UUID may mean the same device.
    const device = present.find(({ index, uuid }) => index === gpu || uuid === gpu)?.uuid ?? gpu
    if (seen.has(device)) throw new Error(`GPU ${gpu} appears twice in --gpus "${text}".`)
    seen.add(device)
  }
  return slots
}

function gpusOfSlot(slot: string): readonly string[] {
  return slot === '' || slot === 'none' ? [] : slot.split(',').map((gpu) => gpu.trim())
}
