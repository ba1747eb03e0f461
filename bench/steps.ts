import { spawnSync } from 'node:child_process'
import { openConnection, Task } from '@clearway/sdk'
import { startAgentProcess } from '@clearway/testkit'
import { type Measure, percentile } from './measure.ts'
import { runProgram } from './run-program.ts'
import { openWorld } from './worlds.ts'

/** Measures forty sequential command steps of 10 ms, each a process, through queue and agent: the total time, and the gap between two steps' own code. */
export const steps: Measure = {
  name: 'steps',
  run: async () => {
    await using world = await openWorld()
    const { api, server } = world
    const connection = await openConnection({ url: server.connection.url, credentials: server.connection })
    await Task.create({ projectName: 'bench', taskName: 'work', script: { command: 'date +%s%N; sleep 0.01; date +%s%N' }, connection })
    await using _agent = await startAgentProcess(server.connection, { queues: ['default'] })
    const wholes: number[] = []
    const gaps: number[] = []
    for (let round = 0; round < 3; round += 1) {
      const { id, status, message } = await runProgram(world, 'forty.ts')
      if (status !== 'completed') throw new Error(`The run ${status}: ${message}`)
      const times = await timesOf(id)
      wholes.push(times.at(-1)!.end - times[0]!.begin)
      gaps.push(...times.slice(1).map(({ begin }, n) => begin - times[n]!.end))
    }
    const shell = bareShell()
    return [
      {
        name: '40 sequential 10 ms steps',
        value: percentile(wholes, 0.5),
        unit: 'ms',
        budget: 800,
        raw: { name: 'bare shell', value: shell.whole },
      },
      {
        name: 'a step’s user code ends → the next one’s begins, p50',
        value: percentile(gaps, 0.5),
        unit: 'ms',
        // With the least possible start of the interpreter.
        budget: 20 + shell.gap,
        raw: { name: 'bare shell', value: shell.gap },
      },
    ]

    async function timesOf(id: string): Promise<{ readonly begin: number; readonly end: number }[]> {
      const { tasks } = await api.tasks.get_all({ parent: [id], search_hidden: true, order_by: ['started'], only_fields: ['id'] })
      return Promise.all(
        tasks.map(async ({ id: task }) => {
          const { events } = await api.events.get_task_log({ task, order: 'asc' })
          const stamps = events.flatMap(({ msg }) => stampsIn(String(msg)))
          return { begin: stamps[0]!, end: stamps[1]! }
        }),
      )
    }
  },
}

/** Runs the same forty processes one after another from a shell. */
function bareShell(): { readonly whole: number; readonly gap: number } {
  const start = performance.now()
  const { stdout } = spawnSync('sh', ['-c', 'for n in $(seq 40); do sh -c "date +%s%N; sleep 0.01; date +%s%N"; done'])
  const whole = performance.now() - start
  const times = stampsIn(stdout.toString())
  const gaps = Array.from({ length: 39 }, (_, n) => times[2 * n + 2]! - times[2 * n + 1]!)
  return { whole, gap: percentile(gaps, 0.5) }
}

/** Converts the nanoseconds that `date` prints to milliseconds. */
function stampsIn(text: string): number[] {
  return (text.match(/^\d{19}$/gm) ?? []).map((nanoseconds) => Number(nanoseconds.slice(0, -3)) / 1000)
}
