import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One live process. Zombies are left out, because a container may have no process that collects them. */
export interface ProcessRow {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  /** Clock ticks since the machine started; 0 where that is not known. */
  readonly started: number
  /** Whether a signal has stopped the process, and no other one has continued it. */
  readonly isStopped: boolean
}

/** Lists all live processes; on Linux those alone whose numbers pass `isWanted`. */
export async function listProcesses(isWanted?: (pid: number) => boolean): Promise<readonly ProcessRow[]> {
  return process.platform === 'linux' ? listFromProc(isWanted) : listFromPs()
}

function listFromProc(isWanted: (pid: number) => boolean = () => true): readonly ProcessRow[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name) || !isWanted(Number(name))) return []
    const stat = readOrGone(`/proc/${name}/stat`)
    const row = stat === undefined ? undefined : parseStat(Number(name), stat)
    return row === undefined ? [] : [row]
  })
}

/** Reads a line of `/proc/<pid>/stat`. The name in brackets may itself hold brackets and spaces. */
export function parseStat(pid: number, stat: string): ProcessRow | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 20)
  const [state, parent, group, session] = fields
  if (state === 'Z' || state === 'X') return undefined
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    started: Number(fields[19]),
    isStopped: state === 'T',
  }
}

async function listFromPs(): Promise<readonly ProcessRow[]> {
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,pgid=,stat='])
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, state] = line.trim().split(/\s+/)
    if (!pid || !state || state.startsWith('Z')) return []
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), session: 0, started: 0, isStopped: state.startsWith('T') }]
  })
}

/** Whether a process carries `entry` (as `NAME=value`) in the environment it was started with. Always false outside of Linux, which alone shows it. */
export function hasInEnvironment(pid: number, entry: string): boolean {
  if (process.platform !== 'linux') return false
  const environment = readOrGone(`/proc/${pid}/environ`)
  return environment !== undefined && environment.split('\0').includes(entry)
}

/** Whether a process's environment cannot be seen at this moment, because it is being replaced by another program. */
export function isBetweenPrograms(pid: number): boolean {
  return process.platform === 'linux' && readOrGone(`/proc/${pid}/environ`) === ''
}

function readOrGone(file: string): string | undefined {
  try {
    // Node reads a file as UTF-8 by one call of its own, as any other text by four.
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined
    throw error
  }
}
