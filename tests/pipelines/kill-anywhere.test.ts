import { type Api } from '@clearway/sdk'
import { type AgentProcess, database, killAll, processesMarked, seededRandom, startAgentProcess } from '@clearway/testkit'
import { expect, test } from 'vitest'
import { cloneRun, ended, logOf, pipelineWorld, standing, stepsOf, submit } from './pipeline-world.ts'

/** The changes of a run at which it is killed: every third one, beginning with the first, second or third by the seed. */
const stride = 3

/** Calls back at each change of a run or of its steps, until it is stopped. */
async function countChanges(api: Api, run: string, signal: AbortSignal, onChange: (count: number) => void): Promise<void> {
  let count = 0
  const own = new Set([run])
  try {
    for await (const change of api.changes.stream({ entity: ['task'] }, { signal })) {
      if (!('id' in change)) continue
      if (!own.has(change.id) && (await api.tasks.get_by_id({ task: change.id }).catch(() => undefined))?.task.parent !== run) continue
      own.add(change.id)
      onChange((count += 1))
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

test.for(['controller', 'agent'] as const)(
  'after kill -9 of the %s at any change the run completes, and no step that had ended runs again',
  { timeout: 600_000 },
  async (target) => {
    await using world = await pipelineWorld(database, { command: 'echo "step pid $$"; sleep 0.1' })
    const { api } = world
    const { id: queue } = await api.queues.get_default({})
    const { run: draft } = await submit(world, 'chain.ts', { queue: 'default' })
    await api.tasks.dequeue({ task: draft })
    const random = seededRandom(`kill-anywhere ${target}`)
    let chains = 0
    let agent: AgentProcess = await startAgentProcess(world.connection, { queues: ['default'] })
    const again = async (): Promise<string> => {
      const id = await cloneRun(api, draft, `chain ${(chains += 1)}`)
      await api.tasks.enqueue({ task: id, queue })
      return id
    }

    /** Runs the pipeline once and kills it after so many changes. Answers the number of changes. */
    async function runOnce(killAfter: number): Promise<number> {
      const over = new AbortController()
      const id = await again()
      let changes = 0
      const hasKilled = Promise.withResolvers<void>()
      let killing: Promise<void> | undefined
      const counting = countChanges(api, id, over.signal, (count) => {
        changes = count
        if (count !== killAfter) return
        killing = kill(id)
        killing.then(hasKilled.resolve, hasKilled.reject)
      })
      if (killAfter < Number.POSITIVE_INFINITY) await Promise.race([hasKilled.promise, ended(api, id)])
      const before = await stepsOf(api, id)
      const run = await ended(api, id)
      expect(run.status, `killed after change ${killAfter}\n${await standing(api, id)}`).toBe('completed')
      const steps = await stepsOf(api, id)
      expect(steps.map(({ name, status }) => [name, status])).toEqual(['one', 'two', 'three'].map((name) => [name, 'completed']))
      for (const done of before.filter(({ status }) => status === 'completed'))
        // Counted by distinct processes, because lines that a killed agent was sending are sent again.
        expect(new Set((await logOf(api, done.id)).match(/^step pid \d+$/gm)).size, `${done.name}, after change ${killAfter}`).toBe(1)
      over.abort()
      await counting
      // A run may end before the agent that was killed in it is there again.
      await killing
      return changes
    }

    async function kill(run: string): Promise<void> {
      if (target === 'controller') return killAll((await processesMarked('CLEARML_TASK_ID', run)).map(({ pid }) => pid))
      const killed = agent
      await killed.kill()
      agent = await killed.restart()
    }

    try {
      const changes = await runOnce(Number.POSITIVE_INFINITY)
      expect(changes).toBeGreaterThan(12)
      for (let change = 1 + random(stride); change <= changes; change += stride) await runOnce(change)
    } finally {
      await agent[Symbol.asyncDispose]()
    }
  },
)
