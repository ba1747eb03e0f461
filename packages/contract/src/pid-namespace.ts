import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Names the PID namespace of this process: in it alone a process id means a process. It is the machine by its host name, and on Linux the namespace there,
 * because containers may have the machine's name and do not see each other's processes. Whether a process of another namespace lives cannot be found out
 * here. A machine that was started again is the same namespace: the processes of its last start are known to be gone.
 */
export function pidNamespace(): string {
  return [hostname(), ...(process.platform === 'linux' ? [inode()] : [])].join(' ')
}

/** `pid:[4026531836]` outside of all containers; empty in sandboxes that hide it. */
function inode(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    return ''
  }
}
