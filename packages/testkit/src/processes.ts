import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { execa } from 'execa'

export interface RunningProcess {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly command: string
}

/** Every process of the machine that can be seen, without zombies. */
export async function runningProcesses(): Promise<readonly RunningProcess[]> {
  if (process.platform !== 'linux') return fromPs()
  const entries = await readdir('/proc')
  const found = await Promise.all(entries.filter((name) => /^\d+$/.test(name)).map((pid) => fromProc(Number(pid))))
  return found.filter((one) => one !== undefined)
}

export async function processesOfGroup(group: number): Promise<readonly RunningProcess[]> {
  return (await runningProcesses()).filter((one) => one.group === group)
}

/** The processes whose environment held this variable when they started: it is inherited, so it marks a program with all it starts. */
export async function processesMarked(name: string, value: string): Promise<readonly RunningProcess[]> {
  const marked = `${name}=${value}`
  if (process.platform !== 'linux') {
    const { stdout } = await execa('ps', ['-A', '-E', '-o', 'pid=,command='])
    const pids = stdout
      .split('\n')
      .filter((line) => line.split(' ').includes(marked))
      .map((line) => Number.parseInt(line, 10))
    return (await fromPs()).filter(({ pid }) => pids.includes(pid))
  }
  const candidates = await runningProcesses()
  const marks = await Promise.all(
    candidates.map(async ({ pid }) => (await read(`/proc/${pid}/environ`))?.split('\0').includes(marked) === true),
  )
  return candidates.filter((_, index) => marks[index])
}

/** A process and its descendants, as far as they are still linked by their parents. */
export async function processTree(root: number): Promise<readonly RunningProcess[]> {
  const all = await runningProcesses()
  const tree = all.filter(({ pid }) => pid === root)
  // The list grows during the loop.
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid))
  return tree
}

/** Kills a process and its descendants, and waits until they have ended. */
export async function killTree(root: number, milliseconds = 10_000): Promise<void> {
  await killAll(
    (await processTree(root)).map(({ pid }) => pid),
    milliseconds,
  )
}

/** Kills these processes, and waits until they have ended. */
export async function killAll(pids: readonly number[], milliseconds = 10_000): Promise<void> {
  for (const pid of pids) send(pid, 'SIGKILL')
  await untilGone(pids, milliseconds)
}

/** Polls until none of these processes runs any more; throws at the deadline, and names those that do. */
export async function untilGone(pids: readonly number[], milliseconds: number): Promise<void> {
  const deadline = performance.now() + milliseconds
  for (;;) {
    const running = (await runningProcesses()).filter(({ pid }) => pids.includes(pid))
    if (running.length === 0) return
    if (performance.now() > deadline)
      throw new Error(`Still running after ${milliseconds} ms: ${running.map(({ pid, command }) => `${pid} ${command}`).join('; ')}`)
    await delay(50)
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function fromProc(pid: number): Promise<RunningProcess | undefined> {
  const [stat, command] = await Promise.all([read(`/proc/${pid}/stat`), read(`/proc/${pid}/cmdline`)])
  if (stat === undefined || command === undefined) return undefined
  // The name in brackets may hold spaces and brackets itself.
  const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z' || state === 'X') return undefined
  return { pid, parent: Number(parent), group: Number(group), command: command.replaceAll('\0', ' ').trim() }
}

async function fromPs(): Promise<readonly RunningProcess[]> {
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid=,pgid=,stat=,command='])
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, group, state = '', command = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return pid === undefined || state.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), group: Number(group), command }]
  })
}

/** The text of a file of a process; undefined if the process has ended meanwhile, or may not be read. */
async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
