import { type Api, createClient, type StreamedChange } from '@clearway/sdk/client'
import { clientOf, database, startServer, startServerProcess, type World } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import pg from 'pg'
import { describe, expect } from 'vitest'
import { fakeAgent } from './fake-agent.ts'
import { interruptible } from './interruptible.ts'
import { httpCall, tokenOf } from './http-call.ts'
import { aQueue, aTask, queuedTasks } from './queued-tasks.ts'

/** Reads a stream until enough has arrived, then closes it. */
async function take(stream: AsyncIterable<StreamedChange>, enough: (all: readonly StreamedChange[]) => boolean): Promise<StreamedChange[]> {
  const all: StreamedChange[] = []
  for await (const change of stream) {
    all.push(change)
    if (enough(all)) break
  }
  return all
}
const count = (n: number) => (all: readonly unknown[]) => all.length >= n
/**
 * Whether the newest change is one of this entity. On PostgreSQL a new stream may begin with changes that are older, if any database of the machine has a
 * transaction open that began before them.
 */
const reaches = (id: string) => (all: readonly StreamedChange[]) => {
  const last = all.at(-1)!
  return 'id' in last && last.id === id
}
const short = (change: StreamedChange): string => (change.entity === 'resync' ? 'resync' : `${change.entity} ${change.kind}`)
const within = (seconds = 20) => ({ signal: AbortSignal.timeout(seconds * 1000) })

/** The newest change. Later changes are the test's own. */
async function now(api: Api): Promise<number> {
  const marker = await aTask(api)
  const [change] = await take(api.changes.stream({ after: 0, id: [marker] }, within()), count(1))
  return change!.seq
}

test('events that are appended to a run are a change of it, one for each call', async ({ api }) => {
  const { id: run } = await api.tasks.create({ name: 'run', type: 'controller' })
  await api.tasks.started({ task: run })
  const after = await now(api)
  const append = (expected_seq: number, types: readonly string[]) =>
    api.runs.append({ run, expected_seq, engine_version: 1, events: types.map((type) => ({ type })) })
  await append(0, ['began', 'drove'])
  await append(2, ['drove'])
  await expect(append(2, ['drove'])).rejects.toMatchObject({ code: 'run_conflict' })
  const marker = await aTask(api)
  const all = await take(api.changes.stream({ after, entity: ['task'] }, within()), reaches(marker))
  expect(all.map(short)).toEqual(['task run', 'task run', 'task created'])
})

test('every change is sent when it is committed, with its entity, kind and revision, and without content', async ({ api }) => {
  const after = await now(api)
  const stream = take(api.changes.stream({ after, entity: ['task', 'queue'] }, within()), (all) => short(all.at(-1)!) === 'task deleted')
  const queue = await aQueue(api)
  const { id: project } = await api.projects.create({ name: 'of changes' })
  const { id: task } = await api.tasks.create({ name: 'changing', project })
  await api.tasks.edit({ task, comment: 'secret words' })
  await api.tasks.enqueue({ task, queue })
  await api.tasks.delete({ task, force: true })
  const all = await stream
  expect(all.map(short)).toEqual([
    'queue created',
    'task created',
    'task edited',
    'task status',
    'queue entries',
    'queue entries',
    'task deleted',
  ])
  expect(all.filter(({ entity }) => entity === 'task')).toEqual(
    [1, 2, 3, 4].map((rev) => ({ seq: expect.any(Number), entity: 'task', id: task, project, kind: expect.any(String), rev })),
  )
  expect(JSON.stringify(all)).not.toContain('secret words')
})

test('what the deletion and the publication of a task change on models and on children is sent too', async ({ api }) => {
  const task = await aTask(api)
  const [child, trained, user] = [await aTask(api, 'training', { parent: task }), await aTask(api), await aTask(api)]
  const made = async (of: string, ready: boolean) => (await api.models.create({ name: 'made', uri: '', task: of, ready })).id
  const [draft, used, kept] = [await made(task, false), await made(task, false), await made(task, true)]
  await api.tasks.add_or_update_model({ task: user, name: 'start', type: 'input', model: used })
  const published = await made(trained, false)
  await api.tasks.add_or_update_model({ task: trained, name: 'made', type: 'output', model: published })
  await api.tasks.started({ task: trained })

  const after = await now(api)
  const id = [task, child, draft, used, kept, published]
  const stream = take(api.changes.stream({ after, id }, within()), count(id.length))
  await api.tasks.completed({ task: trained, publish: true })
  await api.tasks.delete({ task, force: true })
  const changes = (await stream).flatMap((change) => ('id' in change ? [[change.id, short(change)]] : []))
  expect(Object.fromEntries(changes)).toEqual({
    [published]: 'model edited',
    [draft]: 'model deleted',
    [used]: 'model edited',
    [kept]: 'model edited',
    [child]: 'task edited',
    [task]: 'task deleted',
  })
})

test('the end of an attempt is sent also where the task has ended before, because the last lines of its log come with it', async ({
  api,
}) => {
  const queue = await aQueue(api)
  const task = await aTask(api)
  await api.tasks.enqueue({ task, queue })
  const agent = fakeAgent(api, 'of-ends', { queues: [queue] })
  const lease = await agent.claimOne()
  await agent.start(lease)
  await api.tasks.failed({ task })
  const after = await now(api)
  const stream = take(api.changes.stream({ after, id: [task] }, within()), count(1))
  await agent.end(lease, 'failed')
  expect((await stream).map(short)).toEqual(['task attempt'])
})

test('a stream sends only the changes that were requested: of an entity, of ids, of a project', async ({ api }) => {
  const after = await now(api)
  const { id: project } = await api.projects.create({ name: 'asked for' })
  const { id: inside } = await api.tasks.create({ name: 'inside', project })
  const [outside] = await queuedTasks(api, await aQueue(api), 1)
  await api.tasks.update({ task: inside, comment: 'x' })
  const marked = async (filter: object, last: string) =>
    (await take(api.changes.stream({ after, ...filter }, within()), (all) => short(all.at(-1)!) === last)).map(short)
  expect(await marked({ project }, 'task edited')).toEqual(['project created', 'task created', 'task edited'])
  expect(await marked({ id: [outside!] }, 'task status')).toEqual(['task created', 'task status'])
  expect(await marked({ entity: ['queue'] }, 'queue entries')).toEqual(['queue created', 'queue entries'])
})

test('an interrupted stream continues after its last event, over any number of connections', async ({ world, api }) => {
  const after = await now(api)
  const tasks: string[] = []
  for (let n = 0; n < 6; n += 1) tasks.push(await aTask(api))
  const seen: string[] = []
  let last: string | undefined
  while (seen.length < 6) {
    const events = await sse(world, { after, entity: ['task'] }, last, 2)
    for (const { id, data } of events) {
      seen.push((JSON.parse(data) as { id: string }).id)
      last = id
    }
  }
  expect(seen).toEqual(tasks)
})

test('a cursor that is too old is answered by resync, and by the changes after it', async ({ world, api }) => {
  const made = Promise.withResolvers<string>()
  const received: StreamedChange[] = []
  const reading = (async () => {
    for await (const change of api.changes.stream({ after: 987_654_321 }, within())) {
      received.push(change)
      if (reaches(await made.promise)(received)) return
    }
  })()
  const [first] = await Promise.race([sse(world, { after: 987_654_321 }, undefined, 1), reading.then(() => [])])
  expect(first).toMatchObject({ event: 'resync' })
  const task = await aTask(api)
  made.resolve(task)
  await reading
  expect(received[0]).toMatchObject({ entity: 'resync' })
  expect(received.at(-1)).toMatchObject({ entity: 'task', id: task, kind: 'created' })
})

test('a long history is sent completely and in order, page by page', async ({ api }) => {
  const after = await now(api)
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const other = await aTask(api)
  await api.tasks.enqueue({ task: other, queue })
  // Each move of a task is a change of the queue.
  const moves = 600
  for (let n = 0; n < moves; n += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, k) => api.queues.move_task_to_front({ queue, task: (n + k) % 2 === 0 ? task : other })),
    )
  const last = await aTask(api)
  const all = await take(api.changes.stream({ after, id: [queue, last] }, within(60)), (seen) => seen.at(-1)!.entity === 'task')
  const revisions = all.flatMap((change) => (change.entity === 'queue' && change.kind !== 'load' ? [change.rev] : []))
  expect(revisions).toEqual(revisions.map((_, index) => index + 1))
  expect(revisions.length).toBeGreaterThan(1)
})

test('changes of concurrent writers are sent once each, and those of one writer in their order', { timeout: 60_000 }, async ({ api }) => {
  const after = await now(api)
  const stream = take(
    api.changes.stream({ after, entity: ['task'] }, within(50)),
    (all) => all.filter((change) => short(change) === 'task edited').length === 160,
  )
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    const { id: task } = await api.tasks.create({ name: `written by ${writer}` })
    for (let n = 0; n < 20; n += 1) await api.tasks.update({ task, comment: String(n) })
    return task
  })
  const tasks = await Promise.all(writers)
  const all = await stream
  expect(new Set(all.map(({ seq }) => seq)).size).toBe(all.length)
  for (const task of tasks)
    expect(all.flatMap((change) => ('id' in change && change.id === task ? [change.rev] : []))).toEqual(
      Array.from({ length: 21 }, (_, n) => n + 1),
    )
})

test('a stream that breaks before its first event misses no change', async ({ world, api }) => {
  await using way = await interruptible(world.url)
  const client = createClient({ baseUrl: way.url, credentials: world.connection })
  const stream = client.changes.stream({ entity: ['task'] }, within())[Symbol.asyncIterator]()
  const first = stream.next()
  await way.saw(': open')
  way.cut()
  const task = await aTask(api)
  way.mend()
  const received: StreamedChange[] = []
  for (let next = await first; next.done !== true; next = await stream.next()) {
    received.push(next.value)
    if (reaches(task)(received)) break
  }
  await stream.return?.()
  expect(received.at(-1)).toMatchObject({ entity: 'task', id: task, kind: 'created' })
})

test(
  'a stream ends at once when its credential is revoked, its session logs out or its token expires',
  { timeout: 60_000 },
  async ({ world, api }) => {
    const { credentials } = await api.auth.create_credentials({})
    const login = async (key: string, secret: string, body: object = {}): Promise<string> => {
      const basic = Buffer.from(`${key}:${secret}`).toString('base64')
      const { data } = await httpCall(world.url, 'auth.login', { body, headers: { authorization: `Basic ${basic}` } })
      return String(data['token'])
    }
    const [loggedOut, revoked] = [
      await login(credentials.access_key, credentials.secret_key),
      await login(credentials.access_key, credentials.secret_key),
    ]
    const { accessKey, secretKey } = world.connection
    const [kept, short] = [await login(accessKey, secretKey), await login(accessKey, secretKey, { expiration_sec: 1 })]
    const open = async (token: string) => {
      const response = await fetch(`${world.url}/changes.stream`, {
        method: 'POST',
        body: '{}',
        signal: AbortSignal.timeout(40_000),
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      })
      const reader = response.body!.getReader()
      await reader.read()
      const end = async (): Promise<number> => {
        while (!(await reader.read()).done);
        return performance.now()
      }
      return { ended: end(), leave: () => reader.cancel() }
    }
    const streams = await Promise.all([open(kept), open(loggedOut), open(revoked), open(short)])
    let isOpen = true
    void streams[0].ended.then(() => (isOpen = false))
    const began = performance.now()
    expect((await httpCall(world.url, 'auth.logout', { body: {}, token: loggedOut })).status).toBe(200)
    // Long before the next periodic check.
    expect((await streams[1].ended) - began).toBeLessThan(10_000)
    await api.auth.revoke_credentials({ access_key: credentials.access_key })
    expect((await streams[2].ended) - began).toBeLessThan(10_000)
    // The expiry of a token is found by the periodic check, which takes the same time on both databases.
    if (database.name === 'sqlite') await streams[3].ended
    else await streams[3].leave()
    expect(isOpen).toBe(true)
    await streams[0].leave()
  },
)

test('a stream has all that changes after the position in a page of the web app, which a stranger is not told', async ({ world, api }) => {
  const positionFor = async (headers: Readonly<Record<string, string>>) => {
    const page = await fetch(`${world.webUrl}/tasks`, { headers: { accept: 'text/html', ...headers } })
    return /name="changes-after" content="([^"]*)"/.exec(await page.text())?.[1]
  }
  expect([await positionFor({}), await positionFor({ cookie: 'clearml_token_basic=odd' })]).toEqual(['', ''])
  const before = await aQueue(api)
  const after = await positionFor({ cookie: `clearml_token_basic=${await tokenOf(world.url, world.connection)}` })
  const queue = await aQueue(api)
  const all = await take(api.changes.stream({ after: after ?? '', id: [before, queue] }, within()), reaches(queue))
  expect(all.filter((change) => 'id' in change && change.id === queue)).toHaveLength(1)
})

test('a stream needs a token, and ends with the server', async ({ world }) => {
  expect((await httpCall(world.url, 'changes.stream', { body: {} })).code).toBe('no_credentials')
  await using own = await startServer(database)
  const token = await tokenOf(own.url, own.connection)
  const response = await fetch(`${own.url}/changes.stream`, {
    method: 'POST',
    body: '{}',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
    200,
    'text/event-stream',
    'no-store',
  ])
  await own[Symbol.asyncDispose]()
  await expect(
    response.text().then(
      (text) => text.includes(': open'),
      () => true,
    ),
  ).resolves.toBe(true)
})

describe.runIf(database.name === 'postgres')('where several servers share the database', () => {
  test('a change that is committed late is sent, also after later changes', { timeout: 60_000 }, async ({ world, api }) => {
    const after = await now(api)
    const { user } = await api.users.get_current_user({})
    await using older = await transaction(world.database.url)
    await using younger = await transaction(world.database.url)
    // The older transaction begins first, and takes the higher number.
    await older.query('select pg_current_xact_id()')
    await younger.query(noting('younger', user.company.id))
    const resumed = take(api.changes.stream({ after, entity: ['worker', 'model'] }, within(50)), count(3))
    const { promise: opened, resolve: open } = Promise.withResolvers<void>()
    const fresh = sse(world, { entity: ['worker', 'model'] }, undefined, 3, open)
    await opened
    await older.query(noting('older', user.company.id))
    await older.query('commit')
    const { id: third } = await api.models.create({ name: 'third' })
    await younger.query('commit')
    expect((await resumed).map((change) => ('id' in change ? change.id : ''))).toEqual(['younger', 'older', third])
    expect((await fresh).map(({ data }) => (JSON.parse(data) as { id: string }).id)).toEqual(['younger', 'older', third])
  })

  test(
    'a stream that breaks before its first event sends what was not yet committed when it began',
    { timeout: 60_000 },
    async ({ world, api }) => {
      const { user } = await api.users.get_current_user({})
      await using late = await transaction(world.database.url)
      await late.query(noting('late', user.company.id))
      // With a higher number than the transaction that is still open.
      await api.models.create({ name: 'committed before' })
      await using way = await interruptible(world.url)
      const client = createClient({ baseUrl: way.url, credentials: world.connection })
      const last: { id?: string } = {}
      const isLast = (all: readonly StreamedChange[]): boolean => all.some((change) => 'id' in change && change.id === last.id)
      const stream = take(client.changes.stream({ entity: ['worker', 'model'] }, within(50)), isLast)
      await way.saw(': open')
      way.cut()
      await late.query('commit')
      last.id = (await api.models.create({ name: 'committed after' })).id
      way.mend()
      expect((await stream).map((change) => ('id' in change ? change.id : ''))).toContain('late')
    },
  )

  test('a rolled-back transaction does not delay later changes', async ({ world, api }) => {
    const after = await now(api)
    const { user } = await api.users.get_current_user({})
    await using open = await transaction(world.database.url)
    await open.query(noting('never', user.company.id))
    const task = await aTask(api)
    const stream = take(api.changes.stream({ after }, within(60)), reaches(task))
    await open.query('rollback')
    expect((await stream).at(-1)).toMatchObject({ id: task, kind: 'created' })
  })

  test('a change on one server is sent by another', { timeout: 60_000 }, async () => {
    await using fresh = await database.fresh()
    await using one = await startServerProcess(fresh)
    await using two = await startServerProcess(fresh)
    const [first, second] = [clientOf(one.connection), createClient({ baseUrl: two.connection.url, credentials: two.connection })]
    const after = await now(first)
    const stream = take(second.changes.stream({ after, entity: ['project'] }, within()), count(1))
    const { id } = await first.projects.create({ name: 'from afar' })
    expect(await stream).toMatchObject([{ entity: 'project', id, kind: 'created' }])
  })
})

interface SentEvent {
  readonly id: string
  readonly event: string
  readonly data: string
}

/** The first events of a stream, as text. */
async function sse(
  { url, connection }: World,
  input: object,
  last: string | undefined,
  wanted: number,
  opened = (): void => {},
): Promise<SentEvent[]> {
  const token = await tokenOf(url, connection)
  const response = await fetch(`${url}/changes.stream`, {
    method: 'POST',
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(20_000),
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      ...(last === undefined ? {} : { 'last-event-id': last }),
    },
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = ''; ;) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`The stream ended: ${text}`)
    text += value
    if (text.includes(': open')) opened()
    const blocks = text.split('\n\n').slice(0, -1)
    const events = blocks.filter((block) => block.includes('data:')).map(parse)
    if (events.length < wanted) continue
    await reader.cancel()
    return events.slice(0, wanted)
  }
}

function parse(block: string): SentEvent {
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? ''
  return { id: field('id'), event: field('event'), data: field('data') }
}

async function transaction(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() })
}

function noting(id: string, company: string): string {
  return `insert into change (company, entity, id, project, kind, rev, created) values ('${company}', 'worker', '${id}', null, 'status', 1, 0)`
}
