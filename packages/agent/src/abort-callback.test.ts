import { expect } from 'vitest'
import { type AgentWorld, enqueue, logOf, untilEnded, untilLogged, test } from '../test/agent-world.ts'

/** Registers an abort callback as ClearML's client does, and calls it when its task is being stopped. */
const program = `
const { CLEARML_TASK_ID: task, CLEARML_API_HOST: host, CLEARML_API_ACCESS_KEY: key, CLEARML_API_SECRET_KEY: secret } = process.env
const call = async (action, body) => (await (await fetch(host + '/' + action, { method: 'POST', body: JSON.stringify(body),
  headers: { authorization: 'Basic ' + btoa(key + ':' + secret), 'content-type': 'application/json' } })).json()).data
const runtime = (properties) => call('tasks.edit', { task, force: true, runtime: properties })
process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(1) })
const timed = { _abort_callback_timeout: SECONDS, _abort_poll_freq: 0.1 }
await runtime({ ...timed, _abort_callback_completed: '' })
console.log('registered')
while (!(await call('tasks.get_by_id', { task })).task.status_message.includes('stopping')) await new Promise((resolve) => setTimeout(resolve, 20))
console.log('callback begins')
await new Promise((resolve) => setTimeout(resolve, 1000))
console.log('callback ends')
ENDING
await new Promise((resolve) => setTimeout(resolve, 60_000))`

async function aborted(
  world: AgentWorld,
  seconds: number,
  ending: string,
): Promise<{ readonly log: readonly string[]; readonly task: object }> {
  await using _agent = await world.agent()
  const diff = program.replace('SECONDS', String(seconds)).replace('ENDING', ending)
  const id = await enqueue(world, 'with a callback', { script: { binary: 'node', entry_point: 'step.mjs', diff } })
  await untilLogged(world, id, /^registered$/)
  await world.api.tasks.stop({ task: id })
  const task = await untilEnded(world, id)
  return { task, log: await logOf(world, id) }
}

test('an abort callback runs to its end before its program is ended', async ({ world }) => {
  const { task, log } = await aborted(world, 30, 'await runtime({ ...timed, _abort_callback_completed: 1 })')
  expect(log).toEqual(['registered', 'callback begins', 'callback ends', 'SIGTERM'])
  expect(task).toMatchObject({ status: 'stopped', status_reason: 'aborted' })
})

test('a program that kills itself after its abort callback counts as stopped, not as failed', async ({ world }) => {
  const { task, log } = await aborted(world, 30, "process.kill(process.pid, 'SIGKILL')")
  expect(log).toEqual(['registered', 'callback begins', 'callback ends'])
  expect(task).toMatchObject({ status: 'stopped', status_reason: 'aborted' })
})

test('an abort callback is ended at its time limit', async ({ world }) => {
  const { task, log } = await aborted(world, 0.2, '')
  expect(log.slice(-1)).toEqual(['SIGTERM'])
  expect(log).not.toContain('callback ends')
  expect(task).toMatchObject({ status: 'stopped' })
})
