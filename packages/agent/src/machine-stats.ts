import { readFile, statfs } from 'node:fs/promises'
import { cpus, freemem, homedir, totalmem } from 'node:os'
import type { Gpu } from '@clearway/runtime/gpus'

/** `machine_stats` of `workers.report_machine`: percent, MB of memory, GB of disk, MB/s of traffic, °C. A figure not to be had is left out. */
export interface MachineStats {
  readonly cpu_usage: number[]
  readonly cpu_temperature?: number[]
  readonly memory_free: number
  readonly memory_used: number
  readonly disk_free_home: number
  readonly network_tx?: number
  readonly network_rx?: number
  readonly disk_read?: number
  readonly disk_write?: number
  readonly gpu_usage?: number[]
  readonly gpu_memory_free?: number[]
  readonly gpu_memory_used?: number[]
  readonly gpu_temperature?: number[]
}

interface Counters {
  readonly at: number
  readonly busy: number
  readonly total: number
  readonly bytes: Readonly<Record<Traffic, number>> | undefined
}
type Traffic = 'network_tx' | 'network_rx' | 'disk_read' | 'disk_write'

const mega = 1024 * 1024

/** Measures this machine. Use and traffic are averages since the call before, so the first call gives those since its creation. */
export class MachineMeter {
  #last: Counters

  private constructor(first: Counters) {
    this.#last = first
  }

  static async create(): Promise<MachineMeter> {
    return new MachineMeter(await readCounters())
  }

  async sample(gpus: readonly Gpu[]): Promise<MachineStats> {
    const [now, before] = [await readCounters(), this.#last]
    this.#last = now
    const free = await availableMemory()
    const disk = await statfs(homedir())
    const ticks = now.total - before.total
    return {
      cpu_usage: [rounded(ticks > 0 ? (100 * (now.busy - before.busy)) / ticks : 0)],
      memory_free: rounded(free / mega),
      memory_used: rounded((totalmem() - free) / mega),
      disk_free_home: rounded((disk.bavail * disk.bsize) / 1024 ** 3),
      ...traffic(before, now),
      ...gpuFigures(gpus),
    }
  }
}

function traffic(before: Counters, now: Counters): Partial<Record<Traffic, number>> {
  const seconds = (now.at - before.at) / 1000
  if (!before.bytes || !now.bytes || seconds <= 0) return {}
  const [from, to] = [before.bytes, now.bytes]
  // A device that was unplugged takes its count with it: no negative traffic.
  const rate = (name: Traffic): number => rounded(Math.max(0, to[name] - from[name]) / mega / seconds)
  return { network_tx: rate('network_tx'), network_rx: rate('network_rx'), disk_read: rate('disk_read'), disk_write: rate('disk_write') }
}

function gpuFigures(gpus: readonly Gpu[]): Partial<MachineStats> {
  if (gpus.length === 0) return {}
  return {
    gpu_usage: gpus.map(({ usage }) => usage ?? 0),
    gpu_memory_free: gpus.map(({ memoryTotal = 0, memoryUsed = 0 }) => memoryTotal - memoryUsed),
    gpu_memory_used: gpus.map(({ memoryUsed }) => memoryUsed ?? 0),
    gpu_temperature: gpus.map(({ temperature }) => temperature ?? 0),
  }
}

async function readCounters(): Promise<Counters> {
  const times = cpus().map((cpu) => cpu.times)
  const sum = (pick: (time: (typeof times)[number]) => number): number => times.reduce((total, time) => total + pick(time), 0)
  const idle = sum((time) => time.idle)
  const total = sum((time) => time.user + time.nice + time.sys + time.irq) + idle
  return { at: performance.now(), busy: total - idle, total, bytes: await readBytes() }
}

async function readBytes(): Promise<Counters['bytes']> {
  if (process.platform !== 'linux') return undefined
  return { ...networkBytes(await readFile('/proc/net/dev', 'utf8')), ...diskBytes(await readFile('/proc/diskstats', 'utf8')) }
}

/** Sums `/proc/net/dev` over all interfaces but the loopback. */
export function networkBytes(text: string): { readonly network_rx: number; readonly network_tx: number } {
  let [network_rx, network_tx] = [0, 0]
  for (const line of text.split('\n').slice(2)) {
    const [name = '', figures = ''] = line.split(':')
    const fields = figures.trim().split(/\s+/)
    if (name.trim() === 'lo' || fields.length < 9) continue
    network_rx += Number(fields[0])
    network_tx += Number(fields[8])
  }
  return { network_rx, network_tx }
}

/** Sums `/proc/diskstats` over whole disks: partitions, and what is mapped onto disks, would count twice. */
export function diskBytes(text: string): { readonly disk_read: number; readonly disk_write: number } {
  const sectorBytes = 512
  let [disk_read, disk_write] = [0, 0]
  for (const line of text.split('\n')) {
    const fields = line.trim().split(/\s+/)
    if (!/^([shv]d[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(fields[2] ?? '')) continue
    disk_read += Number(fields[5]) * sectorBytes
    disk_write += Number(fields[9]) * sectorBytes
  }
  return { disk_read, disk_write }
}

/** What programs could still have: on Linux that includes the file cache, which `freemem` counts as taken. */
export async function availableMemory(): Promise<number> {
  if (process.platform !== 'linux') return freemem()
  const kilobytes = /^MemAvailable:\s+(\d+) kB/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1]
  return kilobytes === undefined ? freemem() : Number(kilobytes) * 1024
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
