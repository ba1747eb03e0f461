import { type Action, contract } from '@clearway/contract'
import { test as serverTest } from '@clearway/testkit/server-test'
import fc from 'fast-check'
import { expect } from 'vitest'
import { arbitraryDocument, arbitraryText, stored, storedDocument } from './arbitrary-text.ts'
import { fakeAgent } from './fake-agent.ts'
import { httpCall, tokenOf } from './http-call.ts'
import { aQueue, aTask, statusOf, taskOf } from './queued-tasks.ts'
import { sampleOf } from './schema-samples.ts'

const test = serverTest.extend('token', { scope: 'file' }, ({ world }) => tokenOf(world.url, world.connection))

test('a script that mentions NUL characters is stored, listed and claimed as it was written', async ({ api }) => {
  const queue = await aQueue(api)
  const script = { binary: 'sh', entry_point: String.raw`-c echo a | tr -d '\u0000'`, diff: String.raw`x = "\u0000"` }
  const task = await aTask(api, 'training', { script })
  const behind = await aTask(api)
  for (const each of [task, behind]) await api.tasks.enqueue({ task: each, queue })
  expect((await taskOf(api, task)).script).toEqual(script)
  expect((await api.tasks.get_all({ id: [task, behind], only_fields: ['script'] })).tasks).toMatchObject([{ script }, {}])
  const { leases } = await fakeAgent(api, 'of-nul', { queues: [queue], slots: 2 }).claim()
  expect(leases.map((lease) => [lease.task, lease.code?.script])).toEqual([
    [task, script],
    [behind, {}],
  ])
})

test('any text of a task, a model, a queue or a project is returned, except characters that a database cannot store', async ({
  world,
  api,
  token,
}) => {
  const task = await aTask(api)
  const model = (await api.models.create({ name: 'model', uri: 'file:///model' })).id
  const project = (await api.projects.create({ name: 'project of texts' })).id
  const values = fc.record({ text: arbitraryText, other: arbitraryText, document: arbitraryDocument })
  await fc.assert(
    fc.asyncProperty(values, async ({ text, other, document }) => {
      const key = `k${stored(text)}k`
      const given = `k${text}k`
      await api.tasks.edit({
        task,
        name: `k${given}`,
        comment: text,
        tags: [given],
        script: { binary: 'sh', entry_point: text, diff: other, requirements: document },
        execution: {
          artifacts: [{ key: given, uri: text, type: other, hash: text, type_data: document, display_data: [[text, document]] }],
        },
        container: { image: text, arguments: other },
        runtime: { [given]: other, document },
        output: { error: text },
        models: { input: [{ name: text, model }], output: [] },
        hyperparams: { [given]: { [given]: { section: given, name: given, value: other, description: text } } },
        configuration: { [given]: { name: given, value: text, description: other } },
      })
      await api.tasks.update({ task, status_message: other })
      expect(await taskOf(api, task)).toMatchObject({
        name: `k${key}`,
        comment: stored(text),
        tags: [key],
        script: { binary: 'sh', entry_point: stored(text).trim(), diff: stored(other) },
        container: { image: stored(text), arguments: stored(other) },
        output: { error: stored(text) },
        models: { input: [{ name: stored(text), model }] },
        hyperparams: { [key]: { [key]: { section: key, name: key, value: stored(other), description: stored(text) } } },
        configuration: { [key]: { name: key, value: stored(text), description: stored(other) } },
        status_message: stored(other),
      })
      const read = await taskOf(api, task)
      expect(read.script?.requirements).toEqual(storedDocument(document))
      expect(read.runtime).toEqual({ [key]: stored(other), document: storedDocument(document) })
      const artifact = read.execution?.artifacts?.find((one) => one.key === key)
      expect(artifact).toMatchObject({ uri: stored(text), type: stored(other), hash: stored(text) })
      expect(artifact?.type_data).toEqual(storedDocument(document))
      expect(artifact?.display_data).toEqual([[stored(text), storedDocument(document)]])
      await api.models.edit({
        model,
        name: given,
        comment: text,
        uri: given,
        design: document,
        labels: document,
        metadata: document,
        tags: [given],
      })
      const { model: readModel } = await api.models.get_by_id({ model })
      expect(readModel).toMatchObject({ name: key, comment: stored(text), uri: key, tags: [key] })
      for (const part of ['design', 'labels', 'metadata'] as const) expect(readModel[part]).toEqual(storedDocument(document))
      await api.projects.update({ project, description: text, tags: [given] })
      expect((await api.projects.get_by_id({ project })).project).toMatchObject({ description: stored(text), tags: [key] })
      const batch = [{ type: 'log', task, msg: given, timestamp: 1 }]
      await httpCall(world.url, 'events.add_batch', {
        token,
        headers: { 'content-type': 'application/x-ndjson' },
        body: batch.map((event) => JSON.stringify(event)).join('\n'),
      })
      const { events } = await api.events.get_task_log({ task, order: 'desc', batch_size: 500 })
      expect(events.map(({ msg }) => msg)).toContain(key)
    }),
    { numRuns: 25 },
  )
})

test('an end that is reported with such characters is stored', async ({ api }) => {
  const queue = await aQueue(api)
  const agent = fakeAgent(api, 'of-ends', { queues: [queue], slots: 3 })
  for (const end of ['failed', 'completed', 'stopped'] as const) {
    const task = await aTask(api)
    await api.tasks.enqueue({ task, queue })
    await agent.start(await agent.claimOne())
    await api.tasks[end]({ task, status_reason: 'a\0\ud800', status_message: '\udfff\0' })
    expect(await taskOf(api, task)).toMatchObject({ status: end, status_reason: 'a\ufffd', status_message: '\ufffd' })
  }
  const task = await aTask(api)
  await api.tasks.enqueue({ task, queue })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await api.workers.end({
    worker: 'of-ends',
    attempt: lease.attempt,
    outcome: 'failed',
    reason: '\0',
    output: [{ timestamp: 1, msg: 'a\0\ud800' }],
  })
  expect(await statusOf(api, task)).toBe('failed')
})

const strange = ['\0', '\ud800', 'abc\0\udfff\\u0000']
const basic = (pair: string): Readonly<Record<string, string>> => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` })

test('no action fails with an internal error on such characters in any field of a body, a query or credentials', async ({ world }) => {
  const headers = basic(`${world.connection.accessKey}:${world.connection.secretKey}`)
  const accepted = new Set<string>()
  for (const [service, actions] of Object.entries(contract))
    for (const [name, action] of Object.entries<Action>(actions).filter(([, { form }]) => form !== 'stream'))
      for (const text of strange) {
        const body = { ...(filledWith(text, sampleOf(withAllFields(action.request))) as object), [text]: text, wait: 0, timeout: 0 }
        const { status, code } = await httpCall(world.url, `${service}.${name}?x=%00&y.z=a%00`, { body, headers })
        expect([service, name, text, status < 500]).toEqual([service, name, text, true])
        if (code !== 'invalid_request' && code !== 'missing_fields') accepted.add(`${service}.${name}`)
      }
  // Otherwise the samples would test nothing.
  expect(accepted.size).toBeGreaterThan(50)
  for (const pair of ['a\0:b', 'a:\0']) expect((await httpCall(world.url, 'auth.login', { headers: basic(pair) })).status).toBe(401)
  expect((await httpCall(world.url, 'auth.login', { headers: basic('\0:\0') })).code).toBe('malformed_credentials')
})

/** A sample with the text for every string without restrictions, and for every free key. */
function filledWith(text: string, sample: unknown): unknown {
  return JSON.parse(JSON.stringify(sample), (_, value: unknown) => {
    if (typeof value === 'string') return /^x+$/.test(value) ? text : value
    return typeof value === 'object' && value !== null && Object.keys(value).length === 0 && !Array.isArray(value)
      ? { [text]: text }
      : value
  })
}

/** A request with every field, and with an item in every list. */
function withAllFields(schema: Schema): Schema {
  const { properties, type } = schema as { readonly properties?: Readonly<Record<string, Schema>>; readonly type?: string }
  if (type === 'array') return { ...schema, minItems: 1 }
  if (properties === undefined) return schema
  const filled = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, withAllFields(inner)]))
  return { ...schema, properties: filled, required: Object.keys(properties) }
}
type Schema = Action['request']
