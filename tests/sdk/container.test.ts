import { openConnection, PipelineController } from '@clearway/sdk'
import { database, startServer } from '@clearway/testkit'
import { expect, test } from 'vitest'

test('a local step that asks for a container image is refused before it runs, and that fails the run', async () => {
  await using server = await startServer(database)
  const { url, accessKey, secretKey } = server.connection
  const connection = await openConnection({ url, credentials: { accessKey, secretKey } })
  const pipe = new PipelineController({ name: 'contained', project: 'sdk tests', connection }).addStep({
    name: 'one',
    script: { command: 'echo ran' },
    container: { image: 'python:3.12' },
  })
  const end = await pipe.startLocally({ runStepsLocally: true })
  const reason = expect.stringMatching(/containers are not supported: the task asks for the image python:3\.12/) as string
  expect(await end.wait()).toMatchObject({ status: 'failed', reason })
  const { tasks } = await connection.api.tasks.get_all({ name: '^one$', parent: [(await end.task()).id], search_hidden: true })
  expect(tasks).toMatchObject([{ status: 'failed', status_reason: reason }])
  expect((await connection.api.events.get_task_log({ task: tasks[0]?.id ?? '' })).events).toEqual([])
})
