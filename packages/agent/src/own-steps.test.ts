import { expect, test } from 'vitest'
import { anAgentWorld, enqueue, logOf, untilEnded } from '../test/agent-world.ts'

/** A step that runs another one and waits for it, as a pipeline inside of a step does. */
const program = `
const { CLEARML_API_HOST: host, CLEARML_TASK_ID: parent, CLEARML_API_ACCESS_KEY: key, CLEARML_API_SECRET_KEY: secret } = process.env
const call = async (action, body) => (await (await fetch(host + '/' + action, { method: 'POST', body: JSON.stringify(body),
  headers: { authorization: 'Basic ' + btoa(key + ':' + secret), 'content-type': 'application/json' } })).json()).data
const { id } = await call('tasks.create', { name: 'inner', type: 'training', parent, script: { binary: 'sh', entry_point: 'echo inner' } })
await call('tasks.enqueue', { task: id, queue_name: 'default' })
for (let status = 'queued'; status === 'queued' || status === 'in_progress';) {
  const { tasks } = await call('tasks.wait', { tasks: [{ id, status }], timeout: 20 })
  status = tasks[0]?.status ?? status
}
console.log('inner ended')`

test.for(['any', 'off'] as const)(
  'a step that waits for a step of its own does not block it, on one slot with light lane %s',
  { timeout: 60_000 },
  async (light) => {
    await using world = await anAgentWorld()
    await using agent = await world.agent({ slots: 1, light })
    const task = await enqueue(world, 'outer', { script: { binary: 'node', entry_point: 'step.mjs', diff: program } })
    expect(await untilEnded(world, task)).toMatchObject({ status: 'completed' })
    expect(await logOf(world, task)).toEqual(['inner ended'])
    // The slot holds one step at a time again.
    expect(await untilEnded(world, await enqueue(world, 'true'))).toMatchObject({ status: 'completed', last_worker: 'a1:0' })
    expect(agent.events.filter(({ kind }) => kind === 'problem')).toEqual([])
  },
)
