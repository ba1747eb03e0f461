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
  expect(meant.models?.input[0]).toHaveProperty('updated')
  const lost = await api.models.create({ name: 'lost', uri: 'file:///m', ready: false })
  await api.tasks.edit({ task, models: { input: [{ name: 'in', model: lost.id }], output: [] } })
  await api.models.delete({ model: lost.id, force: true })
  await api.tasks.clone({ task })
  await expect(api.tasks.clone({ task, validate_references: true })).rejects.toMatchObject({ code: 'model_not_found' })
})

test('what a clone is given empty is taken from its original, and artifacts that it is given replace those of the original', async ({
  api,
}) => {
  const parent = await aTask(api)
  const model = await api.models.create({ name: 'given', uri: 'file:///given', ready: false })
  const definition = {
    comment: 'a comment',
    tags: ['a'],
    system_tags: ['mark', 'development'],
    hyperparams: { Args: { lr: { section: 'Args', name: 'lr', value: '1' } } },
    configuration: { net: { name: 'net', value: 'x' } },
    container: { image: 'python:3.12' },
    models: { input: [{ name: 'in', model: model.id }], output: [] },
  }
  const input = (key: string) => ({ key, type: 'custom', mode: 'input' as const, uri: `file:///${key}` })
  const { id: task } = await api.tasks.create({ name: 'the original', parent, ...definition, execution: { artifacts: [input('data')] } })
  const empty = {
    new_task_name: '',
    new_task_comment: '',
    new_task_parent: '',
    new_task_project: '',
    new_project_name: '',
    new_task_tags: [],
    new_task_system_tags: [],
    new_task_hyperparams: {},
    new_task_configuration: {},
    new_task_container: {},
    new_task_input_models: [],
    execution_overrides: {},
  }
  const { id: clone, new_project: none } = await api.tasks.clone({ task, ...empty })
  expect(none).toBeUndefined()
  const cloned = { ...definition, name: 'the original', parent, system_tags: ['mark'] }
  expect(await taskOf(api, clone)).toMatchObject({ ...cloned, execution: { artifacts: [input('data')] } })

  const overrides = { artifacts: [input('other'), { ...input('made'), mode: 'output' as const }] }
  const { id: replaced } = await api.tasks.clone({ task, execution_overrides: overrides })
  expect((await taskOf(api, replaced)).execution?.artifacts).toMatchObject([input('other')])
  const { id: cleared } = await api.tasks.clone({ task, execution_overrides: { artifacts: [] } })
  expect((await taskOf(api, cleared)).execution?.artifacts).toEqual([])

  const new_task_input_models = [{ name: 'in', model: unknownId }]
  await expect(api.tasks.clone({ task, new_task_input_models })).rejects.toMatchObject({ code: 'model_not_found' })
  const { id: project } = await api.projects.create({ name: 'there already' })
  const { new_project: named } = await api.tasks.clone({ task, new_project_name: 'there already' })
  expect(named).toEqual({ id: project, name: 'there already' })
})

test('input models of a new or edited task exist, and are used from then on', async ({ api }) => {
  const lost = { input: [{ name: 'in', model: unknownId }], output: [] }
  const refusal = { code: 'model_not_found' }
  await expect(api.tasks.create({ name: 'with a model', models: lost })).rejects.toMatchObject(refusal)
  await expect(api.tasks.validate({ name: 'with a model', models: lost })).rejects.toMatchObject(refusal)
  const task = await aTask(api)
  await expect(api.tasks.edit({ task, models: lost })).rejects.toMatchObject(refusal)
  const { id: model } = await api.models.create({ name: 'given', uri: 'file:///given', ready: false })
  await api.tasks.edit({ task, models: { input: [{ name: 'in', model }], output: [] } })
  expect((await taskOf(api, task)).models?.input).toEqual([{ name: 'in', model, updated: expect.any(String) }])
})

test('nothing is put into a public project', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'open to all' })
  await api.projects.make_public({ ids: [project] })
  const task = await aTask(api)
  const refusal = { code: 'read_only' }
  await expect(api.tasks.create({ name: 'there', project })).rejects.toMatchObject(refusal)
  await expect(api.tasks.edit({ task, project })).rejects.toMatchObject(refusal)
  await expect(api.tasks.move({ ids: [task], project })).rejects.toMatchObject(refusal)
  await expect(api.tasks.clone({ task, new_task_project: project })).rejects.toMatchObject(refusal)
  const { id: filled } = await api.projects.create({ name: 'filled, then opened to all' })
  const { id: inside } = await api.tasks.create({ name: 'inside', project: filled })
  await api.projects.make_public({ ids: [filled] })
  await expect(api.tasks.clone({ task: inside })).rejects.toMatchObject(refusal)
  const { id: own } = await api.projects.create({ name: 'for clones' })
  expect((await taskOf(api, (await api.tasks.clone({ task: inside, new_task_project: own })).id)).project).toBe(own)
  const weights = { name: 'weights', uri: 'file:///weights' }
  await expect(api.models.create({ ...weights, project })).rejects.toMatchObject(refusal)
  const { id: model } = await api.models.create({ ...weights, ready: false })
  await expect(api.models.edit({ model, project })).rejects.toMatchObject(refusal)
})

test('the address for files is trimmed', async ({ api }) => {
  const { id: task } = await api.tasks.create({ name: 'pasted', output_dest: ' s3://bucket/a\n' })
  expect((await taskOf(api, task)).output).toMatchObject({ destination: 's3://bucket/a' })
  await api.tasks.edit({ task, output: { destination: '\ts3://bucket/b ' } })
  expect((await taskOf(api, task)).output).toMatchObject({ destination: 's3://bucket/b' })
})

test('tasks are selected, filtered and sorted by the paths that parameters had in older clients', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'of older clients' })
  const of = (lr: string) => ({
    Args: { lr: { section: 'Args', name: 'lr', value: lr } },
    Other: { x: { section: 'Other', name: 'x', value: '1' } },
  })
  for (const lr of ['0.1', '0.02', '3'])
    await api.tasks.create({ name: `lr ${lr}`, project, hyperparams: of(lr), container: { image: 'python:3.12' } })
  const asked = {
    project: [project],
    order_by: ['-execution.parameters.lr.value'],
    only_fields: ['execution.parameters', 'execution.docker_cmd'],
  }
  const { tasks } = await api.tasks.get_all(asked)
  expect(tasks.map(({ hyperparams }) => [Object.keys(hyperparams ?? {}), hyperparams?.['Args']?.['lr']?.value])).toEqual(
    ['3', '0.1', '0.02'].map((lr) => [['Args'], lr]),
  )
  expect(tasks[0]).toMatchObject({ container: { image: 'python:3.12' } })
  expect(tasks[0]).not.toHaveProperty('execution')
  const filtered = await api.tasks.get_all({ project: [project], 'execution.parameters.lr.value': ['0.1'] } as never)
  expect(filtered.tasks.map(({ name }) => name)).toEqual(['lr 0.1'])
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

test('a range without any bound is refused', async ({ api }) => {
  for (const field of ['last_iteration', 'started', 'status_changed', 'last_metrics.m.v.value'])
    await expect(api.tasks.get_all_ex({ [field]: [null, null] })).rejects.toMatchObject({
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

test('events may have the names of fields and types that older clients give them, and those of a model name it as such', async ({
  api,
}) => {
  const task = await aTask(api)
  const { id: model } = await api.models.create({ name: 'reports itself', uri: 'file:///m', ready: false })
  const point = { metric: 'loss', variant: 'train', iter: 1, value: 2 }
  const sent = [
    { ...point, task, type: 'training stats scalar', ts: 1_700_000_000_000, timestamp: 5 },
    { ...point, model, model_event: true, type: 'training_stats_scalar' },
    { task: model, model_event: true, type: 'log', msg: 'of a model' },
  ]
  expect(await api.events.add_batch(sent)).toEqual({ added: 2, errors: 1, errors_info: { 'A model has no log': 1 } })
  expect((await api.events.get_task_events({ task })).events).toMatchObject([
    { type: 'training_stats_scalar', timestamp: 1_700_000_000_000 },
  ])
  expect(await api.events.scalar_metrics_iter_histogram({ task: model, model_events: true })).toMatchObject({ loss: { train: { y: [2] } } })
})

test('a tag that filters would read as an operator is refused, and one that begins with a dash is not', async ({ api }) => {
  const { id: project } = await api.projects.create({ name: 'tagged as filters are', tags: ['-kept'] })
  const { id: model } = await api.models.create({ name: 'tagged', uri: 'file:///m' })
  const { id: queue } = await api.queues.create({ name: 'tagged as filters are' })
  const task = await aTask(api)
  const tags = ['fine', '__$all']
  const writes = [
    api.tasks.create({ name: 'tagged', tags }),
    api.tasks.edit({ task, system_tags: tags }),
    api.tasks.update({ task, tags }),
    api.tasks.clone({ task, new_task_tags: tags }),
    api.tasks.update_tags({ ids: [task], add_tags: tags }),
    api.models.edit({ model, tags }),
    api.models.update_tags({ ids: [model], add_tags: tags }),
    api.projects.update({ project, tags }),
    api.queues.update({ queue, tags }),
  ]
  const outcomes = await Promise.allSettled(writes)
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as { readonly code: string }).code)).toEqual(
    writes.map(() => 'invalid_request'),
  )
  expect(await api.tasks.update_tags({ ids: [task], remove_tags: ['__$all'], add_tags: ['-fine'] })).toMatchObject({ updated: 1 })
  expect([(await taskOf(api, task)).tags, (await api.projects.get_by_id({ project })).project.tags]).toEqual([['-fine'], ['-kept']])
})

test('an edit that gives nothing changes nothing', async ({ api }) => {
  const task = await aTask(api)
  const before = await taskOf(api, task)
  expect(await api.tasks.edit({ task })).toEqual({ updated: 0, fields: {} })
  expect(await api.tasks.update({ task })).toEqual({ updated: 0, fields: {} })
  const { id: model } = await api.models.create({ name: 'as it was', uri: 'file:///m', task })
  const { id: queue } = await api.queues.create({ name: 'as it was' })
  const { id: report } = await api.reports.create({ name: 'as it was' })
  expect(await api.models.edit({ model })).toEqual({ updated: 0, fields: {} })
  expect(await api.models.update({ model })).toEqual({ updated: 0, fields: {} })
  expect(await api.queues.update({ queue })).toEqual({ updated: 0, fields: {} })
  expect(await api.reports.update({ task: report })).toEqual({ updated: 0, fields: {} })
  expect(await taskOf(api, task)).toEqual(before)
})

test('user properties may be written in any case, and in any status of their task', async ({ api }) => {
  const task = await aTask(api)
  await api.tasks.started({ task })
  await api.tasks.completed({ task })
  const hyperparams = [{ section: 'Properties', name: 'reviewed', value: 'yes' }]
  expect(await api.tasks.edit_hyper_params({ task, hyperparams })).toEqual({ updated: 1 })
  expect((await taskOf(api, task)).hyperparams).toMatchObject({ properties: { reviewed: { section: 'properties', value: 'yes' } } })
  expect(await api.tasks.delete_hyper_params({ task, hyperparams: [{ section: 'PROPERTIES', name: 'reviewed' }] })).toEqual({ deleted: 1 })
  await expect(api.tasks.edit_hyper_params({ task, hyperparams: [{ section: 'Args', name: 'n', value: '1' }] })).rejects.toMatchObject({
    code: 'invalid_transition',
  })
})
