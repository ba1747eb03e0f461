import { startAgentProcess } from '@clearway/testkit'
import { expect } from 'vitest'
import { ended, logOf } from '../pipelines/pipeline-world.ts'
import { runProgram, test } from './client-test.ts'

test(
  'ClearML’s tools work inside a task with the credential of its attempt, and cannot change what belongs to others',
  { timeout: 300_000 },
  async ({ world, api }) => {
    const { connection } = world
    await api.queues.create({ name: 'steps' })
    const { id: project } = await api.projects.create({ name: 'clients/of others' })
    const { id: foreign } = await api.tasks.create({
      name: 'of others',
      project,
      script: { binary: 'sh', entry_point: '-c true' },
      hyperparams: { General: { rate: { section: 'General', name: 'rate', value: '1' } } },
    })
    const { id: model } = await api.models.create({ name: 'of others', uri: 'file:///of-others', task: foreign, ready: false })
    const form = new FormData()
    form.append('others/data.txt', new Blob(['of others']), 'data.txt')
    const authorization = `Basic ${Buffer.from(`${connection.accessKey}:${connection.secretKey}`).toString('base64')}`
    await fetch(`${world.url}/files`, { method: 'POST', body: form, headers: { authorization } })
    const before = await api.tasks.get_by_id({ task: foreign })

    await using _agent = await startAgentProcess(connection, { queues: ['default', 'steps'], slots: 3 })
    const file = `${world.url}/files/others/data.txt`
    const { id: task } = await runProgram(connection, 'inside_a_task.py', [foreign, model, file])
    const { status } = await ended(api, task, 240)
    const log = await logOf(api, task)
    const done = JSON.parse(/^DONE (.*)$/m.exec(log)?.[1] ?? '{}') as object
    expect(done, log).toEqual({
      reports: 'done',
      own_children: 'done',
      optimizer: 'done',
      scheduler: 'done',
      dataset: 'done',
      models: 'done',
      others_are_left_alone: 'done',
    })
    expect(status, log).toBe('completed')
    expect(await api.tasks.get_by_id({ task: foreign })).toEqual(before)
  },
)
