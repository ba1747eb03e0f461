import { expect } from 'vitest'
import { type AgentWorld, logOf, untilEnded, test } from '../test/agent-world.ts'

async function contained(
  { api, queue }: AgentWorld,
  more: Pick<Parameters<AgentWorld['api']['tasks']['create']>[0], 'type' | 'script' | 'container'>,
): Promise<string> {
  const { id } = await api.tasks.create({ name: 'contained', ...more })
  await api.tasks.enqueue({ task: id, queue })
  return id
}

test('a task that asks for a container image fails before anything of it runs, with the cure; a controller too', async ({ world }) => {
  await using _agent = await world.agent()
  for (const [type, binary, diff] of [
    ['training', 'python3', 'print("ran")'],
    ['training', 'node', 'console.log("ran")'],
    ['training', 'sh', 'echo ran'],
    // A light lane does not hand it on to a slot, which could not run it either.
    ['controller', 'python3', 'print("ran")'],
  ] as const) {
    const id = await contained(world, { type, script: { binary, entry_point: 'step', diff }, container: { image: 'python:3.12 ' } })
    const { status, status_reason } = await untilEnded(world, id)
    expect(status).toBe('failed')
    expect(status_reason).toMatch(/containers are not supported: .* image python:3\.12, .* Take container\.image away/)
    expect(await logOf(world, id)).toEqual([status_reason])
  }
})

test('a task without an image runs, and its log says that other container settings are ignored', async ({ world }) => {
  await using _agent = await world.agent()
  const container = { image: '', arguments: '-v /data:/data', setup_shell_script: 'apt-get update' }
  const id = await contained(world, { type: 'training', script: { binary: 'sh', entry_point: 'echo ran' }, container })
  expect(await untilEnded(world, id)).toMatchObject({ status: 'completed' })
  const log = await logOf(world, id)
  expect(log.at(-1)).toBe('ran')
  expect(log.filter((line) => line.includes('ignored: the task names no image')).length).toBe(2)
})
