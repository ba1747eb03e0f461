import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Names the place in which a number means this process: the machine, and on Linux the PID namespace too, because containers may have the machine's name and
 * do not see each other's processes. Whether a process of another place lives cannot be found out here. A machine that was started again is the same place:
 * the processes of its last start are known to be gone.
 */
export function processPlace(): string {
  return [hostname(), ...(process.platform === 'linux' ? [pidNamespace()] : [])].join(' ')
}

/** The inode of the PID namespace, `pid:[4026531836]` outside of all containers; empty in sandboxes that hide it. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
