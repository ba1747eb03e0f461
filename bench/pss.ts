import { readFile } from 'node:fs/promises'

/** The proportional set size in MB; 0 if the system does not report it. */
export async function pssOf(pid: number): Promise<number> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
  } catch {
    // Not Linux.
    return 0
  }
}
