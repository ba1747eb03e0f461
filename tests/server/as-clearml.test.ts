import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { aTask, taskOf } from './queued-tasks.ts'

const unknownId = '0123456789abcdef0123456789abcdef'

test('without force only drafts and archived tasks are deleted, and none from which something is published', async ({ api }) => {
  const refused = async (task: string) => expect(api.tasks.delete({ task })).rejects.toMatchObject({ code: 'task_not_deletable' })
  const task = await aTask(api)
  await api.tasks.started({ task })
  await api.tasks.completed({ task })
  await refused(task)
  await api.tasks.archive({ tasks: [task] })
  const child = await aTask(api, 'training', { parent: task })
  expect(await api.tasks.delete({ task })).toMatchObject({ deleted: true, updated_children: 1 })

  const grandchild = await aTask(api, 'training', { parent: child })
  await api.tasks.started({ task: grandchild })
  await api.tasks.completed({ task: grandchild, publish: true })
  await refused(child)
  await api.tasks.delete({ task: child, force: true })
  const maker = await aTask(api)
  await api.models.create({ name: 'published', uri: 'file:///m', task: maker, ready: true })
  await refused(maker)
})

test('parameters and descriptions of models in the execution of a new task become hyperparameters and configurations', async ({ api }) => {
  const execution = { parameters: { lr: 0.1, 'TF_DEFINE/batch': 8 }, model_desc: { design: 'layers' }, framework: 'torch' }
  const { id: task } = await api.tasks.create({ name: 'of an older program', execution })
  const made = await taskOf(api, task)
  expect(made).toMatchObject({
    hyperparams: {
      Args: { lr: { section: 'Args', name: 'lr', value: '0.1', type: 'legacy' } },
      TF_DEFINE: { batch: { value: '8' } },
    },
    configuration: { design: { name: 'design', value: 'layers', type: 'legacy' } },
    execution: { framework: 'torch' },
  })
  expect(made.execution).not.toHaveProperty('parameters')

  await api.tasks.edit_hyper_params({ task, hyperparams: [{ section: 'Args', name: 'seed', value: '1', type: 'int' }] })
  await api.tasks.edit({ task, execution: { parameters: { lr: 0.3 }, model_desc: { other: 'text' } } })
  const edited = await taskOf(api, task)
  expect(edited.hyperparams).toMatchObject({ Args: { lr: { value: '0.3', type: 'legacy' }, seed: { value: '1', type: 'int' } } })
  expect(Object.keys(edited.hyperparams ?? {})).toEqual(['Args'])
  expect(Object.keys(edited.configuration ?? {})).toEqual(['other'])
  expect(edited.execution).toMatchObject({ framework: 'torch' })
  expect(edited.execution).not.toHaveProperty('parameters')
  await api.tasks.edit({ task, execution: { parameters: { lr: 0.3 } }, hyperparams: { TF_DEFINE: { batch: { value: '8' } } } as never })
  expect((await taskOf(api, task)).hyperparams).toMatchObject({ Args: { lr: { value: '0.3' } }, TF_DEFINE: { batch: { value: '8' } } })

  const overrides = {
    parameters: { lr: 0.2 },
    artifacts: [
      { key: 'data', mode: 'input' as const },
      { key: 'made', mode: 'output' as const },
    ],
  }
  const { id: clone } = await api.tasks.clone({ task, execution_overrides: overrides })
  expect(await taskOf(api, clone)).toMatchObject({
    hyperparams: { Args: { lr: { value: '0.2' } }, TF_DEFINE: { batch: { value: '8' } } },
    execution: { framework: 'torch', artifacts: [{ key: 'data', mode: 'input' }] },
  })
  await expect(api.tasks.clone({ task, execution_overrides: { model: unknownId } as never })).rejects.toMatchObject({
    code: 'model_not_found',
  })
  const model = await api.models.create({ name: 'given', uri: 'file:///given', ready: false })
  const older = { model: model.id, docker_cmd: 'python:3.12 -e X=1 -v /a:/b' }
  const { id: moved } = await api.tasks.clone({ task, execution_overrides: older as never })
  const meant = await taskOf(api, moved)
  expect(meant.models?.input).toMatchObject([{ name: 'Input Model', model: model.id }])
  expect(meant.container).toMatchObject({ image: 'python:3.12', arguments: '-e X=1 -v /a:/b' })
  expect(meant.execution).not.toHaveProperty('docker_cmd')
  expect(meant.execution).not.toHaveProperty('model')
  const lost = await api.models.create({ name: 'lost', uri: 'file:///m', ready: false })
  await api.tasks.edit({ task, models: { input: [{ name: 'in', model: lost.id }], output: [] } })
  await api.models.delete({ model: lost.id, force: true })
  await api.tasks.clone({ task })
  await expect(api.tasks.clone({ task, validate_references: true })).rejects.toMatchObject({ code: 'model_not_found' })
})

test('what names code and its place is trimmed, and a patch is not', async ({ api }) => {
  const script = {
    repository: ' https://host/code.git\n',
    branch: ' main ',
    entry_point: 'train.py\n',
    working_dir: ' . ',
    diff: ' a patch\n',
  }
  const { id: task } = await api.tasks.create({ name: 'pasted', type: 'training', script })
  const clean = { repository: 'https://host/code.git', branch: 'main', entry_point: 'train.py', working_dir: '.' }
  expect((await taskOf(api, task)).script).toMatchObject({ ...clean, diff: ' a patch\n' })
  await api.tasks.edit({ task, script: { version_num: '\tabc ' } })
  expect((await taskOf(api, task)).script).toMatchObject({ ...clean, version_num: 'abc' })
})

test('archiving records why', async ({ api }) => {
  const task = await aTask(api)
  await api.tasks.archive({ tasks: [task], status_reason: 'obsolete', status_message: 'see the other' })
  expect(await taskOf(api, task)).toMatchObject({ status: 'created', status_reason: 'obsolete', status_message: 'see the other' })
})

test('a list is sorted by the paths that rows have, and a filter with an unknown key is refused', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'sorted as asked' })
  for (const name of ['bbb', 'aaa']) await api.tasks.create({ name, project })
  const { tasks } = await api.tasks.get_all({ project: [project], order_by: ['-nothing.here', 'name'] })
  expect(tasks.map(({ name }) => name)).toEqual(['aaa', 'bbb'])
  for (const [filter, field] of [
    [{ any: { include: ['a'] }, alll: {} }, 'filters.tags.alll'],
    [{ any: { included: ['a'] } }, 'filters.tags.any.included'],
  ] as const)
    await expect(api.tasks.get_all({ filters: { tags: filter } } as never)).rejects.toMatchObject({
      code: 'invalid_request',
      details: { field },
    })
})

test('a plot may be any text', async ({ api }) => {
  const task = await aTask(api)
  const plot = { type: 'plot', task, timestamp: 1, iter: 1, metric: 'text', variant: 'one', plot_str: 'no figure' }
  expect(await api.events.add_batch([plot] as never)).toMatchObject({ added: 1, errors: 0 })
  expect((await api.events.get_task_plots({ task })).plots).toMatchObject([{ plot_str: 'no figure' }])
})

test('whoever follows changes hears of tasks and models whose project was merged or deleted', async ({ api }) => {
  const [{ id: from }, { id: into }] = [
    await api.projects.create({ name: 'merged away' }),
    await api.projects.create({ name: 'merged into' }),
  ]
  const task = await aTask(api, 'training', { project: from })
  const { id: model } = await api.models.create({ name: 'moved along', uri: 'file:///m', project: from })
  await api.projects.merge({ project: from, destination_project: into })
  await api.projects.delete({ project: into, force: true })
  for (const id of [task, model]) {
    const places: unknown[] = []
    for await (const change of api.changes.stream({ after: 0, id: [id] }, { signal: AbortSignal.timeout(20_000) })) {
      if (change.entity !== 'resync' && change.kind === 'edited') places.push(change.project)
      if (places.length === 2) break
    }
    expect(places).toEqual([into, null])
  }
})
