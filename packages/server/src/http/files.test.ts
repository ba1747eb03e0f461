import { transact } from '../db/connection/transaction.ts'
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Scope } from '../scope.ts'
import { insertDraft } from '../db/tables/draft.ts'
import { addCredential } from '../db/tables/credentials.ts'
import { hashSecret } from '../auth/key-pair.ts'
import { basic, code, forEachFileStore, json } from '../../test/file-store-test.ts'

const task = '0123456789abcdef0123456789abcdef'

forEachFileStore((servers) => {
  test('a form’s field names are the paths, its file names are not', async () => {
    await using server = await servers.start()
    const form = new FormData()
    form.append(
      `/examples/my task.${task}/artifacts/dataset/dataset.json`,
      new Blob(['{"a":1}'], { type: 'application/json' }),
      '../../other.txt',
    )
    form.append('b/a%3Ab %231.txt', new Blob(['hash']), 'x')
    const reply = await server.post('/files', form)
    expect(reply.status).toBe(200)
    expect(await reply.json()).toEqual([`examples/my task.${task}/artifacts/dataset/dataset.json`, 'b/a%3Ab %231.txt'])
    const back = await server.get(`/files/examples/my%20task.${task}/artifacts/dataset/dataset.json`)
    expect(await back.text()).toBe('{"a":1}')
    expect(back.headers.get('content-type')).toBe('application/json')
    expect(await (await server.get('/files/b/a%253Ab%20%25231.txt')).text()).toBe('hash')
  })

  test('at the root, a leading folder `files` is removed once', async () => {
    await using server = await servers.start()
    expect(await (await server.put('/', '/files/files/x', '1')).json()).toEqual(['files/x'])
    expect(await (await server.put('/', '/y', '2')).json()).toEqual(['y'])
    expect(await (await server.get('/files/files/x')).text()).toBe('1')
    expect(await (await server.get('/files/y')).text()).toBe('2')
    expect(await (await server.put('/files/', 'files/z', '3')).json()).toEqual(['files/z'])
  })

  test('a form is read as ClearML’s client sends it, byte for byte', async () => {
    await using server = await servers.start()
    const path = '/a b/ä; "q".x/file (1).bin'
    const lines = [
      '--f9c2',
      `Content-Disposition: form-data; name="${path.replaceAll('"', '%22')}"; filename="${path.replaceAll('"', '%22')}"`,
      'Content-Type: application/octet-stream',
      '',
      'bytes\r\n--no boundary',
      '--f9c2--',
      '',
    ]
    const reply = await server.fetch('/', {
      method: 'POST',
      body: lines.join('\r\n'),
      headers: { 'content-type': 'multipart/form-data; boundary=f9c2' },
    })
    expect(await reply.json()).toEqual(['a b/ä; %22q%22.x/file (1).bin'])
    expect(await (await server.get(`/files/${encodeURIComponent('a b/ä; %22q%22.x/file (1).bin')}`)).text()).toBe('bytes\r\n--no boundary')
  })

  test('a path of thousands of characters can be written and read', async () => {
    await using server = await servers.start()
    const path = `${'n'.repeat(2000)}/${'é'.repeat(1000)}`
    expect((await server.put('/files', path, 'long')).status).toBe(200)
    expect(await (await server.get(`/files/${encodeURI(path)}`)).text()).toBe('long')
  })

  test('a file or a folder with its files is deleted', async () => {
    await using server = await servers.start()
    for (const path of ['a/b', 'a/c d', 'ab']) await server.put('/files', path, path)
    const gone = await server.fetch('/files/a/c%20d', { method: 'DELETE' })
    expect([gone.status, await gone.json()]).toEqual([200, 'a/c d'])
    expect((await server.fetch('/files/a/c%20d', { method: 'DELETE' })).status).toBe(404)
    expect((await server.fetch('/files/a/', { method: 'DELETE' })).status).toBe(200)
    expect((await server.get('/files/a/b')).status).toBe(404)
    expect((await server.get('/files/ab')).status).toBe(200)
  })

  test('many files are deleted in one call, which reports each result', async () => {
    await using server = await servers.start()
    for (const path of ['a/b', 'a/c d', 'e', 'f', '100%']) await server.put('/files', path, path)
    const files = ['/a/', 'e', 'missing', '', '../f', '100%']
    const reply = await server.fetch('/files/delete_many', json({ files }))
    expect(reply.status).toBe(200)
    expect(await reply.json()).toEqual({
      deleted: { '/a/': 'a', e: 'e', '100%': '100%' },
      errors: { 'Not found': ['missing'], 'That path cannot name a file here.': ['', '../f'] },
    })
    expect((await server.get('/files/f')).status).toBe(200)
    await server.put('/files', 'g h', '')
    expect(await (await server.fetch('/delete_many', json({ files: ['files/g+h'] }))).json()).toEqual({
      deleted: { 'files/g+h': 'g h' },
      errors: {},
    })
    expect(await (await server.fetch('/delete_many', json({}))).json()).toMatchObject({
      meta: { error_data: { code: 'missing_fields' } },
    })
  })

  test('a viewer reads and does not write', async () => {
    await using server = await servers.start({ role: 'viewer' })
    expect(await code(await server.put('/files', 'a', 'x'))).toBe('access_denied')
    expect(await code(await server.fetch('/files/a', { method: 'DELETE' }))).toBe('access_denied')
    expect(await code(await server.get('/files/a'))).toBe('file_not_found')
  })

  test('a lost attempt can add files, and neither replace nor delete any', async () => {
    await using server = await servers.start()
    const { scope } = server
    const attempt = scope.newId()
    await addAttempt(scope, attempt, await aTask(scope))
    const credential = { accessKey: attempt, secretHash: hashSecret('secret'), user: scope.company, label: null, attempt }
    await transact(scope, (tx) => addCredential(tx, credential))
    const headers = { authorization: basic(attempt) }
    expect((await server.put('/files', 'a', 'while it ran', headers)).status).toBe(200)
    await transact(scope, ({ db }) => db.updateTable('attempt').set({ state: 'lost' }).where('id', '=', attempt).execute())
    expect((await server.put('/files', 'b', 'late', headers)).status).toBe(200)
    expect(await code(await server.put('/files', 'a', 'late', headers))).toBe('attempt_ended')
    expect(await code(await server.fetch('/files/a', { method: 'DELETE', headers }))).toBe('attempt_ended')
    expect(await (await server.get('/files/a')).text()).toBe('while it ran')
    expect(await (await server.get('/files/b')).text()).toBe('late')
  })

  test('the connection of ClearML’s client is closed after each answer', async () => {
    await using server = await servers.start()
    expect((await server.get('/files/a', { 'user-agent': 'python-requests/2.32' })).headers.get('connection')).toBe('close')
    expect((await server.get('/files/a')).headers.get('connection')).toBe('keep-alive')
  })

  describe('a refused upload leaves no bytes:', () => {
    test('a path that leaves the folder', async () => {
      await using server = await servers.start()
      for (const path of ['../x', 'a/../../x', '/', 'a//b']) expect(await code(await server.put('/files', path, 'x'))).toBe('invalid_path')
      for (const address of ['/files/%2e%2e/x', '/files/a%2F..%2Fb', '/files/a%00', '/files/a//b', '/files/a/'])
        expect(await code(await server.raw(address))).toBe('invalid_path')
      expect(await server.left()).toEqual([])
    })

    test('a file that is too large, with and without its length', async () => {
      await using server = await servers.start({ maxUpload: 1000 })
      expect(await code(await server.put('/files', 'a', 'x'.repeat(1001)))).toBe('file_too_large')
      expect((await server.put('/files', 'b', 'x'.repeat(3_000_000))).status).toBe(413)
      expect((await server.put('/files', 'c', 'x'.repeat(1000))).status).toBe(200)
      expect(await server.left()).toHaveLength(1)
    })

    test('a compressed body, no body, and a body that is not a form', async () => {
      await using server = await servers.start()
      expect(
        await code(
          await server.fetch('/files', {
            method: 'POST',
            body: 'x',
            headers: { 'content-encoding': 'gzip', 'content-type': 'multipart/form-data; boundary=x' },
          }),
        ),
      ).toBe('unsupported_media')
      expect(await code(await server.fetch('/files', json({})))).toBe('unsupported_media')
      for (const [body, refused] of [
        ['--x--\r\n', 'missing_fields'],
        ['--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf', 'invalid_request'],
      ] as const) {
        const headers = { 'content-type': 'multipart/form-data; boundary=x' }
        expect(await code(await server.fetch('/files', { method: 'POST', body, headers }))).toBe(refused)
      }
      expect(
        await code(await server.fetch('/files', { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data' } })),
      ).toBe('invalid_request')
      expect(await server.left()).toEqual([])
    })

    test('an upload that its sender interrupts', async () => {
      await using server = await servers.start()
      const socket = connect(server.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.write(
        `POST /files HTTP/1.1\r\nHost: x\r\nAuthorization: ${server.authorization}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 1000000\r\n\r\n--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n` +
          'y'.repeat(200_000),
      )
      await expect.poll(() => server.left()).toHaveLength(1)
      socket.destroy()
      await expect.poll(() => server.left()).toEqual([])
      expect((await server.get('/files/a')).status).toBe(404)
    })

    test('a call without credentials, before its body is read', async () => {
      await using server = await servers.start()
      const request = httpRequest({
        port: server.port,
        method: 'POST',
        path: '/files',
        headers: { 'content-type': 'multipart/form-data; boundary=x', 'content-length': 1_000_000 },
      })
      request.flushHeaders()
      const [reply] = (await once(request, 'response', { signal: AbortSignal.timeout(10_000) })) as [{ statusCode: number }]
      expect(reply.statusCode).toBe(401)
      request.destroy()
      for (const [method, path] of [
        ['GET', '/files/a'],
        ['HEAD', '/files/a'],
        ['DELETE', '/files/a'],
        ['POST', '/delete_many'],
      ] as const)
        expect((await fetch(`http://127.0.0.1:${server.port}${path}`, { method })).status).toBe(401)
    })
  })
})

async function aTask(scope: Scope): Promise<string> {
  const parts = { project: null, name: 'a task', type: 'training', comment: '', parent: null } as const
  const documents = { script: '{}', execution: '{}', output: '{}', container: '{}', runtime: '{}', models: '{}', resources: '{}' }
  const { id } = await transact({ ...scope, user: { id: scope.company } }, (tx) => insertDraft(tx, { ...parts, ...documents }))
  return id
}

async function addAttempt(scope: Scope, id: string, task: string): Promise<void> {
  const none = {
    boot: null,
    ended: null,
    confirm_by: null,
    lease_until: null,
    session: null,
    ended_as: null,
    exit_code: null,
    begin_iteration: 0,
    reason: '',
  }
  const run = { worker: 'w', agent: 'a', kind: 'own', lane: 'step', slot: 0, state: 'running', queue: 'q' } as const
  const { company, now } = scope
  const row = { ...none, ...run, id, company, task, number: 1, claimed: now(), started: now() }
  await transact(scope, ({ db }) => db.insertInto('attempt').values(row).execute())
}
