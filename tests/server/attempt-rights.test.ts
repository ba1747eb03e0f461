import { type Action, contract, type ErrorCode, type RowRule } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import { database, startServer, type World } from '@clearway/testkit'
import type { TSchema } from 'typebox'
import { expect } from 'vitest'
import type { Observer } from './dump.ts'
import { asAttempt, fakeAgent, type Lease } from './fake-agent.ts'
import { type HttpAnswer, httpCall, tokenOf } from './http-call.ts'
import { test as observedTest } from './observed-test.ts'
import { aQueue, aTask, queuedTasks, statusOf, taskOf } from './queued-tasks.ts'

const actions = Object.entries(contract).flatMap(([service, all]) =>
  Object.entries<Action>(all).map(([name, action]) => ({ name: `${service}.${name}`, action })),
)
type Ids = Readonly<Record<'task' | 'model' | 'project' | 'queue', string>>

/** The kind of entity that each field with an id names. */
const fields: Readonly<Record<string, keyof Ids>> = {
  task: 'task',
  tasks: 'task',
  run: 'task',
  parent: 'task',
  new_task_parent: 'task',
  base_task: 'task',
  again: 'task',
  model: 'model',
  project: 'project',
  new_task_project: 'project',
  queue: 'queue',
  queues: 'queue',
}

/** A task that is running, and the API with its attempt's credential. */
interface RunningAttempt {
  readonly lease: Lease
  readonly api: Api
  readonly task: string
  readonly authorization: string
}

const test = observedTest
  .extend('settings', { scope: 'file' }, { leaseSeconds: 3600 })
  .extend('queue', { scope: 'file' }, ({ api }) => aQueue(api))
  .extend('agent', { scope: 'file' }, ({ api, queue }) => fakeAgent(api, 'attempts', { queues: [queue] }))
  .extend('anAttempt', { scope: 'file' }, ({ world, queue, agent }) => async (): Promise<RunningAttempt> => {
    const [task] = await queuedTasks(world.api, queue, 1)
    const lease = await agent.claimOne()
    await agent.start(lease)
    const authorization = `Basic ${Buffer.from(`${lease.access_key}:${lease.secret_key}`).toString('base64')}`
    return { lease, api: asAttempt(world.url, lease), task: task!, authorization }
  })
  .extend(
    'call',
    { scope: 'file' },
    ({ world }) =>
      (name: string, body: unknown, authorization: string): Promise<HttpAnswer> =>
        httpCall(world.url, name, { body, headers: { authorization } }),
  )

/** A task with all that belongs to it, and a model and a project, all of other users. */
async function foreignRows(api: Api): Promise<Ids> {
  const project = (await api.projects.create({ name: `foreign ${crypto.randomUUID()}` })).id
  const task = await aTask(api, 'training', {
    project,
    tags: ['a tag'],
    script: { binary: 'sh', entry_point: '-c true' },
    hyperparams: { General: { rate: { section: 'General', name: 'rate', value: '1' } } },
    configuration: { net: { name: 'net', value: 'x' } },
    execution: { artifacts: [{ key: 'a', type: 'custom', mode: 'output', uri: 'file:///a' }] },
  })
  const model = (await api.models.create({ name: 'a foreign model', uri: 'file:///m', task, ready: false })).id
  await api.tasks.add_or_update_model({ task, name: 'm', model, type: 'output' })
  const own = await aQueue(api)
  await api.tasks.enqueue({ task, queue: own })
  return { task, model, project, queue: own }
}

/** Rows of the attempt's own, which a call may change. */
async function ownRows({ api }: World, task: string, asTask: Api): Promise<Ids> {
  return {
    task: await aTask(api, 'training', { parent: task }),
    model: (await asTask.models.create({ name: 'an own model', uri: 'file:///m' })).id,
    project: (await asTask.projects.create({ name: `own ${crypto.randomUUID()}` })).id,
    queue: (await asTask.queues.create({ name: `own ${crypto.randomUUID()}` })).id,
  }
}

/** A request with every field that the schema declares, each flag set. */
function fullRequest(schema: TSchema, idOf: (field: string) => string | undefined, name = ''): unknown {
  const {
    type,
    properties,
    items,
    anyOf,
    enum: values,
    minimum = 0,
  } = schema as TSchema & {
    readonly type?: string
    readonly properties?: Readonly<Record<string, TSchema>>
    readonly items?: TSchema
    readonly anyOf?: readonly TSchema[]
    readonly enum?: readonly unknown[]
    readonly minimum?: number
  }
  if (values !== undefined) return values[0]
  if (anyOf !== undefined) return fullRequest(anyOf[0]!, idOf, name)
  if (type === 'object')
    return Object.fromEntries(Object.entries(properties ?? {}).map(([key, inner]) => [key, fullRequest(inner, idOf, key)]))
  if (type === 'array') return [fullRequest(items!, idOf, name)]
  if (type === 'string') return idOf(name) ?? 'some text'
  if (type === 'boolean') return true
  return type === 'integer' || type === 'number' ? Math.max(minimum, 1) : {}
}

const isNamedBy = (rule: RowRule, field: string): boolean => rule.field.split('.').at(-1) === field

/** The fields of a request that hold ids, each with the kind of entity that it names. A field `ids` names what its rule says. */
function idFields({ request, attempt }: Action): ReadonlyMap<string, keyof Ids> {
  const found = new Map<string, keyof Ids>()
  fullRequest(request, (field) => {
    const rule = typeof attempt === 'string' ? undefined : attempt.find((one) => isNamedBy(one, field))
    const kind = field === 'ids' ? rule?.row : fields[field]
    if (kind !== undefined) found.set(field, kind)
    return undefined
  })
  return found
}

/** The rows of all tables that name the task, the model or the project, as text. Any queue may be used. */
async function rowsAbout(observer: Observer, { task, model, project }: Ids): Promise<readonly string[]> {
  const wanted = [task, model, project]
  // The server deletes idempotency records by itself.
  const { idempotency_record: _, ...tables } = await observer.dump()
  return Object.values(tables)
    .flat()
    .map((row) => JSON.stringify(row))
    .filter((row) => wanted.some((id) => row.includes(id)))
}

test(
  'no action of an attempt changes a row of others, whichever field names it',
  { timeout: 120_000 },
  async ({ world, observer, anAttempt, call }) => {
    const { api, task, authorization } = await anAttempt()
    const foreign = await foreignRows(world.api)
    const before = await rowsAbout(observer, foreign)
    let refused = 0
    for (const { name, action } of actions) {
      const named = idFields(action)
      if (action.form !== undefined || named.size === 0) continue
      const own = await ownRows(world, task, api)
      for (const field of named.keys()) {
        const rules = (typeof action.attempt === 'string' ? [] : action.attempt).filter((rule) => isNamedBy(rule, field))
        const request = fullRequest(action.request, (one) => {
          const kind = named.get(one)
          return kind === undefined ? undefined : (one === field ? foreign : own)[kind]
        })
        const { code } = await call(name, { ...(request as object), ...rules[0]?.when }, authorization)
        const expected: ErrorCode | undefined = action.attempt === 'never' ? 'access_denied' : rules.length > 0 ? 'not_own' : code
        expect({ name, field, code }).toEqual({ name, field, code: expected })
        if (code === 'not_own') refused += 1
      }
      const after = new Set(await rowsAbout(observer, foreign))
      expect({ name, changed: before.filter((row) => !after.has(row)) }).toEqual({ name, changed: [] })
    }
    expect(refused).toBeGreaterThan(40)
  },
)

test('an attempt may change its own task, the task’s children and all that they create', async ({ world, queue, agent, anAttempt }) => {
  const { api, task } = await anAttempt()
  const child = (await api.tasks.create({ name: 'a child', type: 'training', parent: task })).id
  const clone = (await api.tasks.clone({ task: await aTask(world.api) })).id
  await api.tasks.enqueue({ task: child, queue })
  const childLease = await agent.claimOne()
  await agent.start(childLease)
  const asChild = asAttempt(world.url, childLease)
  const grandchild = (await asChild.tasks.create({ name: 'made by the child' })).id
  for (const one of [task, child, clone, grandchild]) {
    await api.tasks.edit_runtime({ task: one, add_or_update: { seen: 'yes' } })
    expect((await taskOf(world.api, one)).runtime).toMatchObject({ seen: 'yes' })
  }
  const model = (await asChild.models.create({ name: 'of the child', uri: 'file:///m', task: child, ready: false })).id
  await api.models.edit({ model, comment: 'seen' })
  const project = (await asChild.projects.create({ name: 'by the child' })).id
  await api.projects.update({ project, system_tags: ['hidden'] })
  // After a child is deleted, what it created belongs to its parent.
  await api.tasks.delete({ task: child, force: true, delete_output_models: false })
  await api.tasks.edit_runtime({ task: grandchild, add_or_update: { seen: 'again' } })
  await api.models.delete({ model })
  await api.tasks.delete({ task: grandchild })
})

test('a step adds results to the running pipeline that launched it, and does nothing else to it', async ({
  world,
  queue,
  agent,
  anAttempt,
}) => {
  const pipeline = await anAttempt()
  const step = (await pipeline.api.tasks.create({ name: 'a step', parent: pipeline.task })).id
  await pipeline.api.tasks.enqueue({ task: step, queue })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const asStep = asAttempt(world.url, lease)
  await asStep.tasks.add_or_update_artifacts({ task: pipeline.task, artifacts: [{ key: 'table', type: 'custom', uri: 'file:///t' }] })
  await asStep.events.add_batch([{ type: 'log', task: pipeline.task, msg: 'said by the step' }] as never)
  const model = (await asStep.models.create({ name: 'of the step', uri: 'file:///m', task: pipeline.task, ready: false })).id
  await asStep.tasks.add_or_update_model({ task: pipeline.task, name: 'of the step', model, type: 'output' })
  for (const refused of [
    () => asStep.tasks.edit_runtime({ task: pipeline.task, add_or_update: { a: 'b' } }),
    () => asStep.tasks.stop({ task: pipeline.task }),
    () => asStep.models.set_ready({ model, publish_task: true, force_publish_task: true }),
  ])
    await expect(refused()).rejects.toMatchObject({ code: 'not_own' })
  await agent.end(pipeline.lease)
  await expect(
    asStep.tasks.add_or_update_artifacts({ task: pipeline.task, artifacts: [{ key: 'late', type: 'custom', uri: 'file:///t' }] }),
  ).rejects.toMatchObject({ code: 'not_own' })
})

test('an attempt cannot make other tasks its launchers by naming them as a parent', async ({ world, queue, agent, anAttempt }) => {
  const other = await anAttempt()
  const { api, task } = await anAttempt()
  await expect(api.tasks.edit({ task, parent: other.task, force: true })).rejects.toMatchObject({ code: 'not_own' })
  const child = (await api.tasks.create({ name: 'a false step', parent: other.task })).id
  await api.tasks.enqueue({ task: child, queue })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await expect(
    asAttempt(world.url, lease).tasks.add_or_update_artifacts({
      task: other.task,
      artifacts: [{ key: 'x', type: 'custom', uri: 'file:///x' }],
    }),
  ).rejects.toMatchObject({ code: 'not_own' })
})

test('each event of the attempt’s own task is accepted, and each of another task is refused', async ({ world, anAttempt }) => {
  const { api, task } = await anAttempt()
  const foreign = await aTask(world.api)
  const lines = [
    { type: 'log', task, msg: 'own' },
    { type: 'log', task: foreign, msg: 'foreign' },
  ]
  expect(await api.events.add_batch(lines as never)).toMatchObject({ added: 1, errors: 1 })
  const log = await world.api.events.get_task_log({ task: foreign })
  expect(log.events).toEqual([])
})

test('the credential of an attempt is void at its end, with all tokens made by it, but for late logs of its own', async ({
  world,
  agent,
  anAttempt,
  call,
}) => {
  const { lease, task, api } = await anAttempt()
  const pair = { accessKey: lease.access_key, secretKey: lease.secret_key }
  const token = await tokenOf(world.url, pair)
  const renewed = await httpCall(world.url, 'auth.login', { headers: { authorization: `Bearer ${token}` } })
  const child = (await api.tasks.create({ name: 'a child', parent: task })).id
  await agent.end(lease)
  await world.api.tasks.delete({ task: child })
  const basic = `Basic ${Buffer.from(`${pair.accessKey}:${pair.secretKey}`).toString('base64')}`
  for (const authorization of [basic, `Bearer ${token}`, `Bearer ${String(renewed.data['token'])}`]) {
    for (const name of ['auth.login', 'tasks.get_all', 'tasks.create', 'users.get_current_user', 'projects.get_all'])
      expect([name, (await call(name, { name: 'too late' }, authorization)).code]).toEqual([name, 'attempt_ended'])
    const file = await httpCall(world.url, 'files/any', { method: 'GET', headers: { authorization } })
    expect(file.code).toBe('attempt_ended')
  }
  expect((await call('auth.validate_token', { token }, `Bearer ${await tokenOf(world.url, world.connection)}`)).data).toMatchObject({
    valid: false,
  })
  const late = (of: string): Promise<HttpAnswer> =>
    httpCall(world.url, 'events.add_batch', {
      body: `${JSON.stringify({ type: 'log', task: of, msg: 'late' })}\n`,
      token,
      headers: { 'content-type': 'application/json-lines' },
    })
  expect((await late(task)).data).toMatchObject({ added: 1 })
  expect((await late(await aTask(world.api))).code).toBe('no_events_added')
  await world.api.tasks.delete({ task, force: true })
  expect((await call('auth.login', {}, basic)).code).toBe('invalid_credentials')
  expect(await statusOf(world.api, await aTask(world.api))).toBe('created')
})

test('files: an attempt reads all, adds new ones, and replaces or deletes only its own', async ({ world, anAttempt }) => {
  const { lease, api, task } = await anAttempt()
  const own = await tokenOf(world.url, { accessKey: lease.access_key, secretKey: lease.secret_key })
  const user = await tokenOf(world.url, world.connection)
  const foreignTask = await aTask(world.api)
  const put = async (path: string, token: string): Promise<string | undefined> => {
    const form = new FormData()
    form.append(path, new Blob(['x']), 'x')
    const answer = await fetch(`${world.url}/files`, { method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } })
    return answer.ok ? undefined : ((await answer.json()) as { meta: { error_data: { code: string } } }).meta.error_data.code
  }
  const remove = async (path: string): Promise<string | number | undefined> => {
    const { status, code } = await httpCall(world.url, `files/${path}`, { method: 'DELETE', token: own })
    return code ?? status
  }
  const taken = `p/n.${foreignTask}/artifacts/a/a`
  expect(await put(taken, user)).toBeUndefined()
  expect(await put('shared/data', user)).toBeUndefined()
  expect((await httpCall(world.url, 'files/shared/data', { method: 'GET', token: own })).status).toBe(200)
  for (const path of [taken, 'shared/data', `p/n.${foreignTask}/artifacts/b/b`])
    expect([path, await put(path, own)]).toEqual([path, 'not_own'])
  for (const path of [taken, 'shared/data', 'shared']) expect([path, await remove(path)]).toEqual([path, 'not_own'])
  for (const path of [`p/n.${task}/artifacts/a/a`, 'shared/mine']) {
    expect([path, await put(path, own), await put(path, own)]).toEqual([path, undefined, undefined])
    expect([path, await remove(path)]).toEqual([path, 200])
  }
  // Neither through an artifact or a model that names another task's file.
  const uri = `${world.url}/files/shared/data`
  const child = (await api.tasks.create({ name: 'a thief', parent: task })).id
  await api.tasks.add_or_update_artifacts({ task: child, artifacts: [{ key: 'stolen', type: 'custom', uri }] })
  await api.tasks.delete({ task: child })
  const model = (await api.models.create({ name: 'a thief', uri })).id
  await api.models.delete({ model, force: true })
  expect((await httpCall(world.url, 'files/shared/data', { method: 'GET', token: user })).status).toBe(200)
})

test('with taskRights `user` an attempt may change what its user may, and nothing after its end', async () => {
  await using world = await startServer(database, { settings: { taskRights: 'user' } })
  const queue = await aQueue(world.api)
  const agent = fakeAgent(world.api, 'attempts', { queues: [queue] })
  const foreign = await aTask(world.api)
  await queuedTasks(world.api, queue, 1)
  const lease = await agent.claimOne()
  await agent.start(lease)
  const api = asAttempt(world.url, lease)
  expect(await api.tasks.delete({ task: foreign })).toMatchObject({ deleted: true })
  await expect(api.auth.create_credentials({})).rejects.toMatchObject({ code: 'access_denied' })
  await agent.end(lease)
  await expect(api.tasks.create({ name: 'late', type: 'training' })).rejects.toMatchObject({ code: 'attempt_ended' })
  await expect(api.tasks.get_all({})).rejects.toMatchObject({ code: 'attempt_ended' })
})
