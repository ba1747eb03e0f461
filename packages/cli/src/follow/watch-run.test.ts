import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { openConnection } from '@clearway/sdk'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { watchRun } from './watch-run.ts'

/** Hands connections on to a server, and while it is `away` breaks each as it comes. */
async function passTo(url: string) {
  const sockets = new Set<Socket>()
  let refused: PromiseWithResolvers<void> | undefined
  const passed = createServer((caller) => {
    if (refused !== undefined) {
      caller.destroy()
      refused.resolve()
      return
    }
    const called = connect(Number(new URL(url).port), '127.0.0.1')
    for (const socket of [caller, called]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    }
    caller.pipe(called).pipe(caller)
  }).listen(0, '127.0.0.1')
  await once(passed, 'listening')
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(passed.address() as AddressInfo).port}`,
    /** Resolves when a call has failed. */
    async leave(): Promise<void> {
      refused = Promise.withResolvers()
      breakAll()
      await refused.promise
    },
    comeBack(): void {
      refused = undefined
    },
    async [Symbol.asyncDispose](): Promise<void> {
      passed.close()
      breakAll()
      await once(passed, 'close')
    },
  }
}

test('a run is followed on when its server was away for longer than a call waits', async ({ api, world }) => {
  const { id: run } = await api.tasks.create({ name: 'followed', type: 'controller', system_tags: ['pipeline'] })
  await api.tasks.started({ task: run })
  await using there = await passTo(world.url)
  const { accessKey, secretKey } = world.connection
  const options = { url: there.url, credentials: { accessKey, secretKey }, patienceSeconds: 0 }
  const connection = await openConnection(options)
  const followed = watchRun(connection.api, run, new AbortController().signal)
  expect((await followed.next()).value?.run.status).toBe('in_progress')
  const last = (async () => {
    let status: string | undefined
    for await (const view of followed) status = view.run.status
    return status
  })()
  for (const _ of [1, 2, 3]) await there.leave()
  await api.tasks.completed({ task: run })
  there.comeBack()
  expect(await last).toBe('completed')
  const gone = there.leave()
  await expect(watchRun(connection.api, run, new AbortController().signal).next()).rejects.toMatchObject({ code: 'unreachable' })
  await gone
})
