import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A GPU at one moment. Memory in MB, use in percent; a figure that the driver does not give is `undefined`. */
export interface Gpu {
  readonly index: string
  readonly uuid: string
  readonly name: string
  readonly memoryTotal: number | undefined
  readonly memoryUsed: number | undefined
  readonly usage: number | undefined
  readonly temperature: number | undefined
}

const query = ['index', 'uuid', 'name', 'memory.total', 'memory.used', 'utilization.gpu', 'temperature.gpu']

/** The GPUs of this machine as NVIDIA's tool lists them; none if there is no such tool, or no GPU that it can reach. */
export async function listGpus(signal: AbortSignal): Promise<readonly Gpu[]> {
  try {
    const options = { signal, timeout: 20_000 }
    const { stdout } = await run('nvidia-smi', [`--query-gpu=${query.join(',')}`, '--format=csv,noheader,nounits'], options)
    return parseGpus(stdout)
  } catch (error) {
    const { code } = error as { code?: unknown }
    // 6: no device found, 9: the driver is not loaded. Common on machines that share one image.
    if (code === 'ENOENT' || code === 6 || code === 9) return []
    throw error
  }
}

/** Reads the tool's lines; `[N/A]` and the like stand where a device has no such figure. */
export function parseGpus(csv: string): readonly Gpu[] {
  return csv.split('\n').flatMap((line) => {
    const [index, uuid, name, memoryTotal, memoryUsed, usage, temperature] = line.split(',').map((field) => field.trim())
    if (!index || !uuid) return []
    const [total, used, busy, heat] = [memoryTotal, memoryUsed, usage, temperature].map(figure)
    return [{ index, uuid, name: name ?? '', memoryTotal: total, memoryUsed: used, usage: busy, temperature: heat }]
  })
}

function figure(field: string | undefined): number | undefined {
  return field !== undefined && /^\d+(\.\d+)?$/.test(field) ? Number(field) : undefined
}

/** The GPUs among `present` that a process sees by its `CUDA_VISIBLE_DEVICES`, by their indexes; undefined: all. */
export function visibleGpus(present: readonly Gpu[], visible: string | undefined): readonly string[] {
  if (visible === undefined) return present.map(({ index }) => index)
  const wanted = visible.split(',').map((device) => device.trim())
  return present.filter(({ index, uuid }) => wanted.includes(index) || wanted.includes(uuid)).map(({ index }) => index)
}
