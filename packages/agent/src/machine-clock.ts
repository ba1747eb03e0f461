import { uptime } from 'node:os'

/**
 * Milliseconds on a clock that all processes of this machine share, that never jumps, and that on Linux counts the time for which the machine was suspended.
 * Elsewhere Node's uptime follows the wall clock, so the high-resolution timer is read, which may stand still meanwhile.
 */
export function machineMs(): number {
  return process.platform === 'linux' ? uptime() * 1000 : Number(process.hrtime.bigint() / 1_000_000n)
}
