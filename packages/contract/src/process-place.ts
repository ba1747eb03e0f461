import { readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Names the place in which a number means this process: the machine, and on Linux its start and the PID namespace too, because containers may have the
 * machine's name and do not see each other's processes. Whether a process of another place lives cannot be found out here.
 */
export function processPlace(): string {
  return [hostname(), ...(process.platform === 'linux' ? [bootId(), pidNamespace()] : [])].join(' ')
}

function bootId(): string {
  return orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
}

/** The inode of the PID namespace: `pid:[4026531836]`. */
function pidNamespace(): string {
  return orEmpty(() => readlinkSync('/proc/self/ns/pid'))
}

/** Some sandboxes hide these files. */
function orEmpty(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}
