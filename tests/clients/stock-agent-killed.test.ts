import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { database, seededRandom, startServer, startStockAgent, type StockAgent, until, type World } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { observe } from '../server/dump.ts'

const leaseSeconds = 60
/** After how many milliseconds of work the whole agent is killed. */
const latestKill = 9000

/** A program that records its start and end, and reports until it is allowed to end. The published client leaves the report of the end to its agent. */
const script = (folder: string, last: string): string => `import pathlib, time
from clearml import Task
task = Task.init(project_name="examples", task_name="ignored")
folder = pathlib.Path(${JSON.stringify(folder)})
def record(what):
    with open(folder / f"{task.id}.records", "a") as records:
        records.write(f"{what}\\n")
record("began")
iteration = 0
while not (folder / f"{task.id}.release").exists():
    iteration += 1
    task.get_logger().report_scalar("loss", "train", value=iteration, iteration=iteration)
    time.sleep(0.5)
record("ended")
${last}
`

test(
  'a task whose published agent is killed never runs twice at once; where only the daemon is killed, the program continues, and its own report of its end counts',
  { timeout: 400_000 },
  async () => {
    await using world = await startServer(database, { settings: { stockLeaseSeconds: leaseSeconds } })
    const random = seededRandom('stock-agent-killed')
    const moments = [random(latestKill), random(latestKill), random(latestKill), random(latestKill)] as const
    console.log(
      `killed: two daemons alone after ${moments[0]} and ${moments[1]} ms, all of two agents after ${moments[2]} and ${moments[3]} ms`,
    )
    const [reported, unreported, ...killedAgents] = await Promise.all([
      selfReporting(world, moments[0]),
      unreporting(world, moments[1]),
      killed(world, 'first', moments[2]),
      killed(world, 'second', moments[3]),
    ])
    expect(reported).toEqual({ attempts: ['1 completed'], records: ['began', 'ended'] })
    expect(unreported).toEqual({ attempts: ['1 lost', '2 completed'], records: ['began', 'ended', 'began', 'ended'] })
    for (const { attempts } of killedAgents) {
      expect(attempts.filter((attempt) => attempt.endsWith('completed'))).toHaveLength(1)
      expect(attempts.at(-1)).toContain('completed')
    }
  },
)

/** How a task's attempts ended, and what its processes recorded. */
interface Course {
  readonly attempts: readonly string[]
  readonly records: readonly string[]
}

async function courseOf(world: World, task: string): Promise<Course> {
  const ends = (await attempts(world, task)).map(({ number, ended_as }) => `${number} ${String(ended_as)}`)
  return { attempts: ends, records: await records(world, task) }
}

/** The task's process itself reports that it has completed. */
async function selfReporting(world: World, moment: number): Promise<Course> {
  const { task, queue } = await aTask(world, 'reports its end', 'task.mark_completed()')
  await using agent = await orphaned(world, { task, queue, moment })
  await until(async () => (await status(world, task)) === 'completed', agent)
  // Its last reports may take a minute.
  await until(async () => (await attempts(world, task))[0]?.state === 'ended', agent, 120_000)
  return await courseOf(world, task)
}

/** No process reports how the task ended, so it is run again, after its end. */
async function unreporting(world: World, moment: number): Promise<Course> {
  const { task, queue } = await aTask(world, 'reports no end')
  await using agent = await orphaned(world, { task, queue, moment })
  await until(async () => (await status(world, task)) === 'queued', agent, 150_000)
  await using second = await startStockAgent(world.connection, { queues: [queue] })
  await until(async () => (await status(world, task)) === 'completed', second)
  return await courseOf(world, task)
}

/** Kills only the daemon, expects that the orphaned process renews the lease, and lets it end. */
async function orphaned(
  world: World,
  { task, queue, moment }: { readonly task: string; readonly queue: string; readonly moment: number },
): Promise<StockAgent> {
  const agent = await startStockAgent(world.connection, { queues: [queue] })
  await until(async () => (await records(world, task)).length === 1, agent)
  await delay(moment)
  await agent.killDaemon()
  const lease = async (): Promise<number> => (await attempts(world, task))[0]?.lease ?? 0
  const before = await lease()
  await until(async () => (await lease()) > before + 15_000, agent)

  await writeFile(join(world.database.folder, `${task}.release`), '')
  await until(async () => (await records(world, task)).length === 2, agent)
  return agent
}

async function killed(world: World, name: string, moment: number): Promise<Course> {
  const { task, queue } = await aTask(world, name)
  const first = await startStockAgent(world.connection, { queues: [queue] })
  await until(async () => first.output().includes('Listening') || (await status(world, task)) !== 'queued', first)
  await delay(moment)
  await first[Symbol.asyncDispose]()
  await writeFile(join(world.database.folder, `${task}.release`), '')
  await until(async () => (await status(world, task)) === 'queued', first, 150_000)

  await using second = await startStockAgent(world.connection, { queues: [queue] })
  await until(async () => (await status(world, task)) === 'completed', second)
  return await courseOf(world, task)
}

async function aTask({ api, database }: World, name: string, last = ''): Promise<{ task: string; queue: string }> {
  const { id: queue } = await api.queues.create({ name })
  const { id: task } = await api.tasks.create({
    name,
    type: 'training',
    script: { binary: 'python3', entry_point: 'script.py', diff: script(database.folder, last), requirements: { pip: '' } },
  })
  await api.tasks.enqueue({ task, queue })
  return { task, queue: name }
}

async function status({ api }: World, task: string): Promise<string | undefined> {
  return (await api.tasks.get_by_id({ task })).task.status
}

async function attempts({ database }: World, task: string) {
  await using observer = await observe(database)
  const rows = await observer.rows(`select * from attempt where task = '${task}' order by number`)
  return rows.map(({ number, state, ended_as, lease_until }) => ({ number: Number(number), state, ended_as, lease: Number(lease_until) }))
}

async function records({ database }: World, task: string): Promise<string[]> {
  try {
    return (await readFile(join(database.folder, `${task}.records`), 'utf8')).trim().split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
