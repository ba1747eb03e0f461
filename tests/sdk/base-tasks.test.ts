import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { openConnection, PipelineController, Task } from '@clearway/sdk'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'

test('a pipeline of many steps asks once for each project and each base task that they share', async ({ world }) => {
  const connection = await openConnection({ url: world.url, credentials: world.connection }, {})
  const made = await Promise.all(
    ['load', 'train'].map((taskName) => Task.create({ projectName: 'shared', taskName, script: { command: 'true' }, connection })),
  )
  const pipe = new PipelineController({ name: 'many', project: 'shared', connection })
  for (let n = 0; n < 50; n += 1) {
    pipe.addStep({ name: `load ${n}`, baseTaskName: 'load' })
    pipe.addStep({ name: `train ${n}`, baseTaskProject: 'shared', baseTaskName: 'train', parents: [`load ${n}`] })
  }
  const asked: string[] = []
  const record = (message: unknown): void =>
    void asked.push((message as { request: { path: string } }).request.path.split('/').at(-1) ?? '')
  subscribe('undici:request:create', record)
  try {
    const { steps } = await pipe.definition()
    expect([...new Set(Object.values(steps).map(({ baseTask }) => baseTask))]).toEqual(made.map(({ id }) => id))
  } finally {
    unsubscribe('undici:request:create', record)
  }
  expect(asked.toSorted()).toEqual(['projects.get_all', 'tasks.get_all', 'tasks.get_all'])
})
