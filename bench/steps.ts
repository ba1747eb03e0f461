import { spawnSync } from 'node:child_process'
import { openConnection, Task } from '@clearway/sdk'
import { startAgentProcess } from '@clearway/testkit'
import { type Measure, percentile } from './measure.ts'
import { runProgram } from './run-program.ts'
import { openWorld, type World } from './worlds.ts'

const sleeping = 'sleep 0.01'
/** Prints the time at the begin and at the end of the step's own code. */
const stamped = `date +%s%N; ${sleeping}; date +%s%N`
const rounds = 5

/**
 * Measures forty sequential command steps of 10 ms, each a process, through queue and agent: the time from the start of the first to the end of the last,
 * and the gap between two steps' own code. The gap is measured with steps that print the time, which takes two more processes a step.
 */
export const steps: Measure = {
  name: 'steps',
  run: async () => {
    await using world = await openWorld()
    const { server } = world
    const connection = await openConnection({ url: server.connection.url, credentials: server.connection })
    for (const [taskName, command] of Object.entries({ sleeping, stamped }))
      await Task.create({ projectName: 'bench', taskName, script: { command }, connection })
    await using _agent = await startAgentProcess(server.connection, { queues: ['default'] })
    const wholes: number[] = []
    const gaps: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      wholes.push(await spanOf(world, await runForty(world, 'sleeping')))
      gaps.push(...gapsOf(await timesOf(world, await runForty(world, 'stamped'))))
    }
    const bareGap = percentile(gapsOf(bareTimes()), 0.5)
    return [
      {
        name: '40 sequential steps of `sleep 0.01`',
        value: percentile(wholes, 0.5),
        unit: 'ms',
        budget: 800,
        raw: { name: 'bare shell', value: bareSpan() },
      },
      {
        name: 'a step’s user code ends → the next one’s begins, p50',
        value: percentile(gaps, 0.5),
        unit: 'ms',
        // With the least possible start of the interpreter.
        budget: 20 + bareGap,
        raw: { name: 'bare shell', value: bareGap },
      },
    ]
  },
}

/** The begin and the end of a step's own code, in milliseconds. */
interface Times {
  readonly begin: number
  readonly end: number
}

/** Runs forty clones of a task to the end, and gives their ids in the order of their starts. */
async function runForty(world: World, baseTask: string): Promise<readonly string[]> {
  const { id, status, message } = await runProgram(world, 'forty.ts', baseTask)
  if (status !== 'completed') throw new Error(`The run ${status}: ${message}`)
  const { tasks } = await world.api.tasks.get_all({ parent: [id], search_hidden: true, order_by: ['started'], only_fields: ['id'] })
  return tasks.map(({ id: task }) => task)
}

/** From the start of the first task to the end of the last, by the server's clock, in milliseconds. */
async function spanOf({ api }: World, ids: readonly string[]): Promise<number> {
  const { tasks } = await api.tasks.get_all({ id: [ids[0]!, ids.at(-1)!], search_hidden: true, only_fields: ['started', 'completed'] })
  const times = tasks.flatMap(({ started, completed }) => [started, completed].map((time) => Date.parse(String(time))))
  return Math.max(...times) - Math.min(...times)
}

async function timesOf({ api }: World, ids: readonly string[]): Promise<readonly Times[]> {
  const logs = await Promise.all(ids.map((task) => api.events.get_task_log({ task, order: 'asc' })))
  return logs.flatMap(({ events }) => timesIn(events.map(({ msg }) => String(msg)).join('\n')))
}

/** How long the same forty processes take from a shell, one after another. */
function bareSpan(): number {
  const start = performance.now()
  inShell(sleeping)
  return performance.now() - start
}

function bareTimes(): readonly Times[] {
  return timesIn(inShell(stamped))
}

function inShell(command: string): string {
  return spawnSync('sh', ['-c', `for n in $(seq 40); do sh -c "${command}"; done`]).stdout.toString()
}

function gapsOf(times: readonly Times[]): readonly number[] {
  return times.slice(1).map(({ begin }, n) => begin - times[n]!.end)
}

/** The times that `stamped` has printed, each pair those of one step. */
function timesIn(text: string): readonly Times[] {
  const stamps = stampsIn(text)
  return Array.from({ length: stamps.length / 2 }, (_, n) => ({ begin: stamps[2 * n]!, end: stamps[2 * n + 1]! }))
}

/** Converts the nanoseconds that `date` prints to milliseconds. */
function stampsIn(text: string): number[] {
  return (text.match(/^\d{19}$/gm) ?? []).map((nanoseconds) => Number(nanoseconds.slice(0, -3)) / 1000)
}
