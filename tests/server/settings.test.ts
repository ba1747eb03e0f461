import { createServer } from 'node:http'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { database, type FreshDatabase, startServerProcess } from '@clearway/testkit'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  readSettings,
  SettingError,
  settingsTable,
  sourcesOf,
  startServer,
  UnusableDatabase,
  variableOf,
} from '../../packages/server/src/index.ts'

/** A value other than the default, in the form of each source. */
const other: Readonly<Record<string, { readonly value: unknown; readonly text: string }>> = {
  // An address, which some of these settings must be.
  text: { value: 'https://one.example', text: 'https://one.example' },
  flag: { value: true, text: 'true' },
  list: { value: ['https://a.example', 'https://b.example'], text: 'https://a.example, https://b.example' },
}
const names = Object.keys(settingsTable) as (keyof typeof settingsTable)[]

describe('settings', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'clearway-settings-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  const wrong = (given: Parameters<typeof readSettings>[0]): string => {
    try {
      readSettings(given)
    } catch (error) {
      if (error instanceof SettingError) return error.message
      throw error
    }
    return 'taken'
  }

  test('without any source every setting has its default', () => {
    const settings = readSettings({})
    for (const name of names)
      if (name !== 'data' && name !== 'files') expect([name, settings[name]]).toEqual([name, settingsTable[name].default])
    expect(settings.data).toMatch(/clearway$/)
    expect(settings.files).toBe(join(settings.data, 'files'))
    expect(settings.users).toEqual([])
  })

  test.each(names)('%s is read from a flag, a variable and a file, the flag before the variable before the file', async (name) => {
    const setting = settingsTable[name]
    // Two valid values other than the default.
    const least = Math.max('min' in setting ? (setting.min ?? 0) : 0, 1)
    const [one = 0, another = 0] = [least, least + 1, least + 2].filter((number) => number !== setting.default)
    expect(another).toBeLessThanOrEqual('max' in setting ? (setting.max ?? 0) : another)
    const choices = 'choices' in setting ? (setting.choices ?? []) : []
    const chosen = { value: choices[1], text: choices[1] ?? '' }
    const { value, text } =
      setting.type === 'integer' ? { value: one, text: String(one) } : choices.length > 0 ? chosen : other[setting.type]!
    const path = await file(`${name}.yaml`, `${name}: ${JSON.stringify(value)}\n`)
    const environment = { [variableOf(name)]: text }
    const rival =
      setting.type === 'flag'
        ? false
        : setting.type === 'integer'
          ? another
          : setting.type === 'list'
            ? ['https://rival.example']
            : (choices[0] ?? 'https://rival.example')
    expect(readSettings({ file: path })[name]).toEqual(value)
    expect(readSettings({ environment })[name]).toEqual(value)
    expect(readSettings({ flags: { [name]: text } })[name]).toEqual(value)
    expect(readSettings({ flags: { [name]: rival }, environment, file: path })[name]).toEqual(rival)
    expect(
      readSettings({ environment: { [variableOf(name)]: Array.isArray(rival) ? rival[0] : String(rival) }, file: path })[name],
    ).toEqual(rival)
    expect(readSettings({ environment: { [variableOf(name)]: '' }, file: path })[name]).toEqual(value)
  })

  test('the source of a value is reported, also where it equals the default', async () => {
    const path = await file('sources.yaml', 'port: 8008\nhost: 0.0.0.0\nmaxBody: 2048\n')
    const environment = { CLEARWAY_HOST: '127.0.0.1', CLEARWAY_DATA: '' }
    const { port, host, maxBody, data } = sourcesOf({ flags: { maxBody: 4096 }, environment, file: path })
    expect({ port, host, maxBody, data }).toEqual({ port: 'file', host: 'environment', maxBody: 'flag', data: 'default' })
  })

  test('a setting with choices is one of them', () => {
    expect(wrong({ flags: { resume: 'sometimes' } })).toMatch(/--resume is "sometimes".*one of first, strict/)
  })

  test('a variable is the setting’s name in capitals', () => {
    expect([variableOf('port'), variableOf('maxBody'), variableOf('stockLeaseSeconds')]).toEqual([
      'CLEARWAY_PORT',
      'CLEARWAY_MAX_BODY',
      'CLEARWAY_STOCK_LEASE_SECONDS',
    ])
  })

  test('a file may be JSON as well, or empty', async () => {
    expect(
      readSettings({ file: await file('a.json', '{ "port": 1234, "users": [{ "id": "a", "name": "A", "role": "viewer" }] }') }),
    ).toMatchObject({ port: 1234, users: [{ id: 'a' }] })
    expect(readSettings({ file: await file('empty.yaml', '# nothing\n') }).port).toBe(8008)
  })

  test('an unusable value is refused with its source and the allowed values', async () => {
    expect(wrong({ flags: { port: 'abc' } })).toBe(
      `--port is "abc", but must be a whole number from 0 to 65535. ${settingsTable.port.help}`,
    )
    expect(wrong({ environment: { CLEARWAY_PORT: '70000' } })).toContain(
      'CLEARWAY_PORT is "70000", but must be a whole number from 0 to 65535.',
    )
    expect(wrong({ environment: { CLEARWAY_TOKEN_DAYS: '0.5' } })).toContain('a whole number from 1 to 365')
    expect(wrong({ flags: { strict: 'perhaps' } })).toContain('--strict is "perhaps", but must be true or false.')
    expect(wrong({ flags: { host: 7 } })).toContain('--host is 7, but must be text.')
    expect(wrong({ file: await file('types.yaml', 'leaseSeconds: soon\n') })).toMatch(
      /types\.yaml: leaseSeconds is "soon", but must be a whole number from 2\./,
    )
    expect(wrong({ file: await file('unknown.yaml', 'prot: 80\n') })).toMatch(
      /unknown\.yaml: there is no setting `prot`\. `clearway server --show-config` lists them\./,
    )
    expect(wrong({ file: await file('list.yaml', '- port\n') })).toContain('must hold an object of settings')
    expect(wrong({ file: await file('broken.yaml', 'a: [1\n') })).toContain('cannot be used:')
    expect(wrong({ file: join(folder, 'missing.yaml') })).toMatch(/missing\.yaml cannot be used: ENOENT/)
  })

  test.each([
    [{}, 'users must be a list'],
    [[{}], 'users[0] needs an id and a name.'],
    [[{ id: 'a', name: 'A', role: 'king' }], 'users[0].role must be one of root, system, admin, user, viewer, worker.'],
    [[{ id: 'a', name: 'A', role: 'user', accessKey: 'K' }], 'users[0] needs accessKey and secretKey, or neither.'],
    [[{ id: 'a', name: 'A', role: 'user', accessKey: 'a:b', secretKey: 's' }], 'users[0].accessKey must not hold a colon.'],
    [[{ id: 'a', name: 'A:B', role: 'user', password: 'a password' }], 'users[0].name must not hold a colon, because'],
    [[{ id: 'a', name: 'A', role: 'user', password: 7 }], 'users[0].password must be text'],
    [[{ id: 'a', name: 'A', role: 'user', listed: 'no' }], 'users[0].listed must be true or false.'],
    [
      [
        { id: 'a', name: 'A', role: 'user' },
        { id: 'a', name: 'B', role: 'user' },
      ],
      'users: two have the id "a".',
    ],
    [
      [
        { id: 'a', name: 'A', role: 'user' },
        { id: 'b', name: 'A', role: 'user' },
      ],
      'users: two have the name "A".',
    ],
  ])('users %j are refused', (users, message) => {
    expect(wrong({ flags: { users } })).toContain(message)
  })

  test('a port that is taken is named, with the cure', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    const starting = startServer(readSettings({ flags: { data: join(folder, 'taken'), port, logLevel: 'silent' } }))
    await expect(starting).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken. Stop what listens there, or choose another with --port (0 takes a free one).`,
    )
    await expect(starting).rejects.toBeInstanceOf(SettingError)
    taken.close()
    await expect(
      startServer(readSettings({ flags: { data: join(folder, 'taken'), host: '203.0.113.1', port: 0, logLevel: 'silent' } })),
    ).rejects.toThrow('Check --host and --port.')
  })

  test('a database of another program is refused with the cure', async () => {
    const data = await mkdtemp(join(folder, 'foreign-'))
    await writeFile(join(data, 'clearway.db'), 'this is a text, and a rather long one, so that it cannot be an empty database'.repeat(40))
    await expect(startServer(readSettings({ flags: { data, port: 0, logLevel: 'silent' } }))).rejects.toThrow(
      /clearway\.db cannot be used as a database: file is not a database\. Restore a backup of it, or move it away and start without it, or point `data` elsewhere\./,
    )
    await expect(startServer(readSettings({ flags: { data, database: 'mysql://x', port: 0, logLevel: 'silent' } }))).rejects.toThrow(
      'postgres://',
    )
    const unreachable = startServer(
      readSettings({ flags: { data, database: 'postgres://nobody:hidden-password@127.0.0.1:1/none', port: 0, logLevel: 'silent' } }),
    )
    await expect(unreachable).rejects.toBeInstanceOf(UnusableDatabase)
    await expect(unreachable).rejects.toThrow(/127\.0\.0\.1:1.*cannot be reached.*Check `database`/s)
    await expect(unreachable).rejects.not.toThrow('hidden-password')
  })

  test('a folder that cannot be made is named', async () => {
    const data = join(await file('a-file', 'x'), 'below')
    await expect(startServer(readSettings({ flags: { data, port: 0, logLevel: 'silent' } }))).rejects.toThrow(
      `The folder ${data} cannot be made (ENOTDIR). Choose another with --data.`,
    )
    const good = await mkdtemp(join(folder, 'good-'))
    await expect(startServer(readSettings({ flags: { data: good, files: data, port: 0, logLevel: 'silent' } }))).rejects.toThrow(
      `The folder ${data} cannot be made (ENOTDIR). Choose another with --files.`,
    )
  })

  test.runIf(process.platform === 'linux')('a folder that no file system takes is refused, not tried for ever', async () => {
    await expect(startServer(readSettings({ flags: { data: '/proc/none/below', port: 0, logLevel: 'silent' } }))).rejects.toThrow(
      'The folder /proc/none/below cannot be made (ENOENT). Choose another with --data.',
    )
  })
})

test('a database of a newer version is not changed', async () => {
  await using fresh = await database.fresh()
  const settings = readSettings({ flags: { data: fresh.folder, database: fresh.url, port: 0, logLevel: 'silent' } })
  await (await startServer(settings))[Symbol.asyncDispose]()
  await sqlOn(fresh, `insert into kysely_migration (name, timestamp) values ('9999-from-the-future', '2999-01-01')`)
  const starting = startServer(settings)
  await expect(starting).rejects.toThrow(
    'The database was written by a newer version of Clearway. Start that version, or point `database` or `data` elsewhere.',
  )
  await expect(starting).rejects.toBeInstanceOf(UnusableDatabase)
})

test('a server prints its address on one line once it answers, and writes its connection file', { timeout: 60_000 }, async () => {
  await using fresh = await database.fresh()
  await using server = await startServerProcess(fresh)
  const { url, pid } = server.connection
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(pid).toBe(server.process.pid)
  expect((await fetch(`${url}/health`)).status).toBe(200)
  const file = join(fresh.folder, 'connection.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(server.connection)
  // Ends the server by SIGTERM.
  await server[Symbol.asyncDispose]()
  expect([server.process.exitCode, server.process.signalCode]).toEqual([0, null])
  await expect(readFile(file, 'utf8').then((text) => JSON.parse(text) as { pid: number })).resolves.toMatchObject({
    accessKey: server.connection.accessKey,
  })
})

test('a server gives publicUrl as its address, and answers on all addresses that it binds to', async () => {
  await using fresh = await database.fresh()
  await using server = await startServer(
    readSettings({ flags: { data: fresh.folder, database: fresh.url, host: '0.0.0.0', port: 0, logLevel: 'silent' } }),
  )
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${server.url}/debug.ping`)).status).toBe(200)
  await server[Symbol.asyncDispose]()
  await using behind = await startServer(
    readSettings({
      flags: { data: fresh.folder, database: fresh.url, port: 0, publicUrl: 'https://clearway.example', logLevel: 'silent' },
    }),
  )
  expect([behind.url, behind.connection.url]).toEqual(['https://clearway.example', 'https://clearway.example'])
})

async function sqlOn({ url, folder }: FreshDatabase, statement: string): Promise<void> {
  if (url === '') {
    using db = new DatabaseSync(join(folder, 'clearway.db'))
    db.exec(statement)
    return
  }
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(statement)
  await client.end()
}
