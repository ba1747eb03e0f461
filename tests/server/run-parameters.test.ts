import { defineStep, engineVersion, type PipelineDefinition, toConfiguration } from '@clearway/engine'
import type { Api } from '@clearway/sdk/client'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aQueue, aTask } from './queued-tasks.ts'

/** A run of a program with a schema, whose process has failed while its step runs. */
async function aLeftRun(api: Api) {
  const queue = await aQueue(api)
  const definition: PipelineDefinition = {
    name: 'with a schema',
    version: '1',
    parameters: { rows: { value: 200 } },
    parameterSchemas: { rows: { type: 'integer', minimum: 1, pattern: '(' }, note: { type: 'string', maxLength: 3 } },
    steps: { load: defineStep({ name: 'load', baseTask: await aTask(api), queue }) },
  }
  const Args = { rows: { section: 'Args', name: 'rows', value: '200', type: 'int' } }
  const { id: run } = await api.tasks.create({
    name: definition.name,
    type: 'controller',
    configuration: toConfiguration(definition),
    hyperparams: { Args },
  })
  await api.tasks.started({ task: run })
  const started = { type: 'run_started', run, definition: { ...definition }, dynamic: true, at: 1000 }
  await api.runs.append({ run, expected_seq: 0, engine_version: engineVersion, events: [started] })
  await api.tasks.failed({ task: run })
  return { run, queue }
}

test('a retry refuses what the schema of the program does not allow, unless it brings another program', async ({ api }) => {
  const { run, queue } = await aLeftRun(api)
  await expect(api.runs.retry({ run, queue, parameters: { rows: '0', note: 'long' } })).rejects.toMatchObject({
    code: 'invalid_pipeline',
    details: { faults: [{ field: 'parameters.rows' }, { field: 'parameters.note' }] },
  })
  await api.runs.retry({ run, queue, program: await aTask(api), parameters: { rows: '0' } })
  expect((await api.tasks.get_by_id({ task: run })).task.hyperparams?.['Args']).toMatchObject({ rows: { value: '0' } })
})

test('a retry that only sets a parameter without a value starts the body of a left run anew', async ({ api }) => {
  const { run, queue } = await aLeftRun(api)
  await api.runs.retry({ run, queue, parameters: { note: 'x' } })
  expect((await api.runs.get({ run })).events.at(-1)).toMatchObject({ event: { type: 'steps_retried' } })
  expect((await api.tasks.get_by_id({ task: run })).task.hyperparams?.['Args']).toMatchObject({ note: { value: 'x', type: 'str' } })
})
