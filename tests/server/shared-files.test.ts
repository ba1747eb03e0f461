import type { Task } from '@clearway/contract'
import type { Api } from '@clearway/sdk/client'
import type { World } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent } from './fake-agent.ts'
import { httpCall, tokenOf } from './http-call.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'

type Server = Pick<World, 'url' | 'connection'>

async function store({ url, connection }: Server, path: string): Promise<string> {
  const form = new FormData()
  form.append(path, new Blob([path]), 'x')
  const headers = { authorization: `Bearer ${await tokenOf(url, connection)}` }
  expect((await fetch(`${url}/files`, { method: 'POST', body: form, headers })).status).toBe(200)
  return path
}
async function status({ url, connection }: Server, method: 'GET' | 'DELETE', path: string): Promise<number> {
  return (await httpCall(url, `files/${encodeURI(path)}`, { method, token: await tokenOf(url, connection) })).status
}
async function taskWith(api: Api, ...uris: readonly string[]): Promise<string> {
  const artifacts = uris.map((uri, at) => ({ key: `artifact ${at}`, type: 'custom', uri }))
  return aTask(api, 'training', { execution: { artifacts } satisfies Task['execution'] })
}

test('a file is deleted with the last artifact or model that names it by any of its addresses', async ({ world }) => {
  const { api, url } = world
  const path = await store(world, `shared ${crypto.randomUUID()}/a b.bin`)
  const [first, second] = [
    await taskWith(api, `${url}/files/${encodeURI(path)}`),
    await taskWith(api, `https://other.name/files/${path.split('/').map(encodeURIComponent).join('/')}`),
  ]
  const model = (await api.models.create({ name: 'shares it', uri: `http://other.name:8081/${encodeURI(path)}`, ready: false })).id
  await api.tasks.delete({ task: first })
  // ClearML's clients do this after they have deleted a task.
  expect(await status(world, 'DELETE', path)).toBe(200)
  expect(await status(world, 'GET', path)).toBe(200)
  await api.tasks.reset({ task: second })
  expect(await status(world, 'GET', path)).toBe(200)
  await api.models.delete({ model })
  expect([await status(world, 'GET', path), await status(world, 'DELETE', path)]).toEqual([404, 200])
})

test('DELETE of a file that the server has just deleted answers 200, and of one that never existed 404', async ({ world }) => {
  const { api, url } = world
  const path = await store(world, `${crypto.randomUUID()}/own.bin`)
  const task = await taskWith(api, `${url}/files/${path}`, `${url}/files/${path}.gone`)
  await api.tasks.delete({ task })
  const many = { body: { files: [path] }, token: await tokenOf(url, world.connection) }
  expect([await status(world, 'DELETE', path), await status(world, 'DELETE', path)]).toEqual([200, 200])
  expect(JSON.parse((await httpCall(url, 'files/delete_many', many)).text)).toEqual({ deleted: { [path]: path }, errors: {} })
  expect(await status(world, 'DELETE', `${path}.gone`)).toBe(404)
  // After it is stored again, it is a new file.
  await store(world, path)
  expect([await status(world, 'DELETE', path), await status(world, 'GET', path)]).toEqual([200, 404])
})

test('with a task the images that it reported are deleted from its own folder, and their addresses are answered', async ({ world }) => {
  const { api, url } = world
  const [deleted, many, reset, kept] = [await aTask(api), await aTask(api), await aTask(api), await aTask(api)]
  const elsewhere = await store(world, `${crypto.randomUUID()}/logo.png`)
  const imageOf = async (task: string): Promise<string> => {
    const path = await store(world, `project/name.${task}/metrics/shown/a b/shown_00000001.png`)
    const event = { type: 'training_debug_image', task, metric: 'shown', variant: 'a b', iter: 1 } as const
    const urls = [path, elsewhere].map((one) => `${url}/files/${encodeURI(one)}`)
    await api.events.add_batch(urls.map((address, n) => ({ ...event, variant: `v${n}`, url: address })))
    return path
  }
  const paths = await Promise.all([deleted, many, reset, kept].map(imageOf))
  const [first = '', second = '', third = '', fourth = ''] = paths.map((path) => `${url}/files/${encodeURI(path)}`)
  const shown = (own: string) => ({ artifact_urls: [], model_urls: [], event_urls: [own, `${url}/files/${elsewhere}`].toSorted() })

  expect(await api.tasks.delete({ task: deleted, return_file_urls: true })).toMatchObject({ urls: shown(first), events: { deleted: 2 } })
  expect(await api.tasks.delete_many({ ids: [many], return_file_urls: true })).toMatchObject({ succeeded: [{ urls: shown(second) }] })
  expect(await api.tasks.reset({ task: reset, return_file_urls: true })).toMatchObject({ urls: shown(third) })
  const { urls } = await api.tasks.delete({ task: kept, delete_external_artifacts: false, return_file_urls: true })
  expect(urls).toEqual(shown(fourth))
  // A reset task stores its images again under the same names.
  expect(await Promise.all([...paths, elsewhere].map((path) => status(world, 'GET', path)))).toEqual([404, 404, 200, 200, 200])
})

test('with a task the images in its plots, and those of its deleted models, are deleted from its own folder', async ({ world }) => {
  const { api, url } = world
  const task = await aTask(api)
  const { id: model } = await api.models.create({ name: 'drawn', uri: '', task, ready: false })
  const addressOf = (path: string) => `${url}/files/${encodeURI(path)}`
  const inFolder = (name: string) => store(world, `project/name.${task}/metrics/${name}`)
  const [inPlot, ofModel, elsewhere] = [
    await inFolder('plot image.png'),
    await inFolder('model.png'),
    await store(world, 'project/logo.png'),
  ]
  const figure = {
    data: [],
    layout: { images: [{ source: addressOf(inPlot) }, { source: addressOf(elsewhere) }, { source: 'data:image/png;base64,AA' }] },
  }
  const of = { metric: 'shown', variant: 'v', iter: 1 }
  await api.events.add_batch([
    { ...of, type: 'plot', task, plot_str: JSON.stringify(figure) },
    { ...of, type: 'training_debug_image', task: model, model_event: true, url: addressOf(ofModel) },
  ])
  const addresses = [inPlot, ofModel, elsewhere].map(addressOf)
  const { urls } = await api.tasks.delete({ task, return_file_urls: true })
  expect(urls).toMatchObject({ event_urls: expect.arrayContaining(addresses) })
  expect(await Promise.all([inPlot, ofModel, elsewhere].map((path) => status(world, 'GET', path)))).toEqual([404, 404, 200])
})

test('removing an artifact from one of two tasks leaves the file that the other task names', async ({ world }) => {
  const { api, url } = world
  const path = await store(world, `${crypto.randomUUID()}/shared.bin`)
  const [one, other] = [await taskWith(api, `${url}/files/${path}`), await taskWith(api, `${url}/files/${path}`)]
  const artifacts = [{ key: 'artifact 0' }]
  expect(await api.tasks.delete_artifacts({ task: one, artifacts })).toEqual({ deleted: 1 })
  expect([await status(world, 'DELETE', path), await status(world, 'GET', path)]).toEqual([200, 200])
  // No other artifact names the file now, so its caller may delete it.
  const alone = await store(world, `${path}.alone`)
  const last = await taskWith(api, `${url}/files/${alone}`)
  await api.tasks.delete_artifacts({ task: last, artifacts })
  expect(await status(world, 'GET', alone)).toBe(200)
  expect([await status(world, 'DELETE', alone), await status(world, 'GET', alone)]).toEqual([200, 404])
  await api.tasks.delete({ task: other })
  expect(await status(world, 'GET', path)).toBe(404)
})

test('a folder that a deleted artifact names is deleted without those of its files that others name', async ({ world }) => {
  const { api, url } = world
  const folder = crypto.randomUUID()
  const [kept, gone] = [await store(world, `${folder}/kept`), await store(world, `${folder}/gone`)]
  await taskWith(api, `${url}/files/${kept}`)
  await api.tasks.delete({ task: await taskWith(api, `${url}/files/${folder}`) })
  expect([await status(world, 'GET', kept), await status(world, 'GET', gone)]).toEqual([200, 404])
  expect([await status(world, 'DELETE', folder), await status(world, 'GET', kept)]).toEqual([200, 200])
})

test('deleting two tasks with a common file at the same time deletes the file', async ({ world }) => {
  const { api, url } = world
  for (let round = 0; round < 8; round += 1) {
    const path = await store(world, `${crypto.randomUUID()}/shared.bin`)
    const both = [await taskWith(api, `${url}/files/${path}`), await taskWith(api, `${url}/files/${path}`)]
    await Promise.all(both.map((task) => api.tasks.delete({ task })))
    expect(await status(world, 'GET', path)).toBe(404)
  }
})

test('an attempt that deletes a child deletes its files after it', async ({ world }) => {
  const { api, url, connection } = world
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, 'deletes files', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  const processes = asAttempt(url, lease)
  const child = (await processes.tasks.create({ name: 'a child', parent: task })).id
  const image = await store({ url, connection }, `p/a child.${child}/metrics/image.png`)
  await processes.tasks.delete({ task: child })
  const token = await tokenOf(url, { accessKey: lease.access_key, secretKey: lease.secret_key })
  expect((await httpCall(url, `files/${encodeURI(image)}`, { method: 'DELETE', token })).status).toBe(200)
})
