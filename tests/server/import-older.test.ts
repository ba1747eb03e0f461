import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { database, startServer } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { runImport } from './run-import.ts'

type Document = Readonly<Record<string, unknown>>

/** One more than a page holds. */
const count = 501

/** What versions below 2.9 have elsewhere in a task. */
function withoutNewer({ container: _, models: __, hyperparams: ___, ...task }: Document): Document {
  return task
}

/**
 * Stands before a server of ours and answers as one of version 2.8 does: in its shapes, and with a refusal of lists by a condition on the time of creation.
 */
async function olderServer(url: string) {
  const server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      () => response.destroy(),
    )
  })
  async function answer(request: IncomingMessage): Promise<{ readonly status: number; readonly body: string }> {
    const sent = await buffer(request)
    const action = String(request.url).replace(/^\/(v[\d.]+\/)?/, '')
    if (sent.includes('"datetime"') && /^(tasks|models)\.get_all/.test(action)) {
      const meta = { id: '1', trx: '1', endpoint: { name: action, requested_version: '2.8', actual_version: '1.0' }, result_code: 400 }
      return {
        status: 400,
        body: JSON.stringify({
          meta: { ...meta, result_subcode: 12, result_msg: 'Validation error (datetime)', error_data: {} },
          data: {},
        }),
      }
    }
    const { authorization = '', 'content-type': type = 'application/json' } = request.headers
    const reply = await fetch(`${url}/v2.8/${action}`, { method: 'POST', headers: { authorization, 'content-type': type }, body: sent })
    const { data = {}, ...rest } = (await reply.json()) as { readonly data?: Document }
    const { task, tasks } = data as { readonly task?: Document; readonly tasks?: readonly Document[] }
    const older = {
      ...data,
      ...(task === undefined ? {} : { task: withoutNewer(task) }),
      ...(tasks === undefined ? {} : { tasks: tasks.map(withoutNewer) }),
    }
    return { status: reply.status, body: JSON.stringify({ ...rest, data: older }) }
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

test(
  'tasks of a server of version 2.8 arrive with what it has in other places, on all pages',
  { timeout: 240_000 },
  async ({ world, api }) => {
    const created = Date.UTC(2026, 0, 1)
    const tasks = Array.from({ length: count }, (_, n) => ({
      id: n.toString(16).padStart(32, '0'),
      name: `task ${n}`,
      type: 'training' as const,
      status: 'completed' as const,
      created: created + n,
    }))
    for (let from = 0; from < count; from += 100) await api.imports.put({ source: 'elsewhere', tasks: tasks.slice(from, from + 100) })
    const { id: project } = await api.projects.create({ name: 'older' })
    const { id: input } = await api.models.create({ name: 'the input', uri: 'file:///in', project })
    const { id: output } = await api.models.create({ name: 'the output', uri: 'file:///out', project })
    const { id: whole } = await api.tasks.create({
      name: 'with older parts',
      project,
      container: { image: 'python:3.12', arguments: '--ipc=host --rm' },
      execution: { parameters: { lr: '0.1', 'TF_DEFINE/steps': '5' } } as never,
      models: { input: [{ name: 'in', model: input }], output: [{ name: 'out', model: output }] },
    })
    await using older = await olderServer(world.connection.url)
    await using target = await startServer(database)
    const source = { connection: { ...world.connection, url: older.url } }
    expect((await runImport(target, source, '--dry-run')).brought).toMatchObject({ tasks: count + 1, models: 2 })
    expect(await runImport(target, source, '--project', 'older')).toMatchObject({ brought: { tasks: 1, models: 2 }, skipped: [] })

    const { task } = await target.api.tasks.get_by_id({ task: whole })
    expect(task).toMatchObject({
      container: { image: 'python:3.12', arguments: '--ipc=host --rm' },
      hyperparams: { Args: { lr: { value: '0.1' } }, TF_DEFINE: { steps: { value: '5' } } },
      models: { input: [{ name: 'Input Model', model: input }], output: [{ name: 'Output Model', model: output }] },
    })
    for (const gone of ['parameters', 'model', 'docker_cmd']) expect(task.execution).not.toHaveProperty(gone)
    expect(await runImport(target, source, '--project', 'older')).toMatchObject({ brought: { tasks: 0, models: 0 }, unchanged: 3 })
  },
)
