import { isDeepStrictEqual } from 'node:util'
import {
  type Action,
  type Access,
  contract,
  type ErrorCode,
  errors,
  roleAccess,
  roles,
  statusesBefore,
  taskCanBecome,
  type TaskStatus,
  taskStatuses,
} from '@clearway/contract'
import { expect } from 'vitest'
import { type Dump } from './dump.ts'
import { httpCall, type Refusal, tokenOf } from './http-call.ts'
import { keysOf, roleUsers } from './role-users.ts'
import { oneOfEach } from './one-of-each.ts'
import { sampleOf, wrongInputs } from './schema-samples.ts'
import { test as observedTest } from './observed-test.ts'

interface Named {
  readonly name: string
  readonly action: Action
}
const actions: readonly Named[] = Object.entries(contract).flatMap(([service, all]) =>
  Object.entries<Action>(all).map(([name, action]) => ({ name: `${service}.${name}`, action })),
)

/** The only actions that need no credentials. */
const open = ['auth.fixed_users_mode', 'auth.login', 'auth.redeem_ticket', 'debug.ping', 'login.supported_modes']

/** The entity that a field names, and the error if there is none. */
const notFound: Readonly<Record<string, ErrorCode>> = {
  task: 'task_not_found',
  tasks: 'task_not_found',
  run: 'task_not_found',
  parent: 'task_not_found',
  new_task_parent: 'task_not_found',
  base_task: 'task_not_found',
  again: 'task_not_found',
  project: 'project_not_found',
  new_task_project: 'project_not_found',
  queue: 'queue_not_found',
  queues: 'queue_not_found',
  model: 'model_not_found',
  attempt: 'attempt_not_found',
  access_key: 'credential_not_found',
  user: 'user_not_found',
}
const unknownId = '0123456789abcdef0123456789abcdef'

const test = observedTest
  .extend('settings', { scope: 'file' }, { users: roleUsers, maxBody: 1 << 20 })
  .extend('known', { scope: 'file' }, ({ world }) => oneOfEach(world.api))
  /** The tables without idempotency records, which the server deletes by itself. */
  .extend('settled', { scope: 'file' }, ({ observer }) => async (): Promise<Dump> => {
    const { idempotency_record: _, ...dump } = await observer.dump()
    return dump
  })
  /** Makes calls that must all be refused, and expects unchanged tables. */
  .extend('changesNothing', { scope: 'file' }, ({ settled }) => async (refused: () => Promise<void>): Promise<void> => {
    const before = await settled()
    await refused()
    expect(await settled()).toEqual(before)
  })
  .extend('refusal', { scope: 'file' }, ({ world, token }) => async (name: string, input: unknown, as = token): Promise<Refusal> => {
    const { status, meta, data, code } = await httpCall(world.url, name, { body: input, token: as })
    if (code !== undefined)
      expect({ name, input, status, subcode: meta.result_subcode, data }).toEqual({
        name,
        input,
        status: errors[code].status,
        subcode: errors[code].subcode,
        data: {},
      })
    return meta.error_data ?? {}
  })

test('without credentials every action is refused but those that anyone may call', ({ world, changesNothing }) =>
  changesNothing(async () => {
    expect(
      actions
        .filter(({ action }) => action.access === 'anyone')
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(open)
    for (const { name } of actions)
      expect([name, (await httpCall(world.url, name, { body: [] })).code]).toEqual([
        name,
        open.includes(name) ? 'invalid_request' : 'no_credentials',
      ])
  }))

test('each role may call the actions that the table of roles lists, and no others', async ({ world, changesNothing, refusal }) => {
  // Before the comparison, because logging in stores a session.
  const tokens = new Map<string, string>()
  for (const role of roles) tokens.set(role, await tokenOf(world.url, keysOf(role)))
  await changesNothing(async () => {
    for (const role of roles)
      for (const { name, action } of actions) {
        const { code } = await refusal(name, [], tokens.get(role))
        expect([role, name, code === 'access_denied']).toEqual([
          role,
          name,
          !(roleAccess[role] as readonly Access[]).includes(action.access),
        ])
      }
  })
})

test('a value of another type is refused for every declared field, and the answer names the field', ({ known, changesNothing, refusal }) =>
  changesNothing(async () => {
    let refused = 0
    for (const { name, action } of actions)
      for (const { field, input } of wrongInputs(action.request, known)) {
        const answer = await refusal(name, input)
        expect({ name, field, code: answer.code, named: isAtOrBelow(answer.field, field) ? field : answer.field }).toEqual({
          name,
          field,
          code: 'invalid_request',
          named: field,
        })
        refused += 1
      }
    expect(refused).toBeGreaterThan(800)
  }))

test('a required field that is missing is named', ({ known, changesNothing, refusal }) =>
  changesNothing(async () => {
    for (const { name, action } of actions) {
      const { required = [] } = action.request as { required?: readonly string[] }
      for (const field of required) {
        const { [field]: _, ...rest } = sampleOf(action.request, known) as Record<string, unknown>
        for (const input of [rest, { ...rest, [field]: null }])
          expect({ name, ...(await refusal(name, input)) }).toMatchObject({ name, code: 'missing_fields', field })
      }
    }
  }))

test('an unknown id is refused with the code of the entity that it should name', ({ known, changesNothing, refusal }) =>
  changesNothing(async () => {
    let refused = 0
    for (const { name, action } of actions) {
      const { properties = {} } = action.request as {
        properties?: Readonly<Record<string, { type?: string; items?: { type?: string } }>>
      }
      for (const [field, { type, items }] of Object.entries(properties)) {
        const code = notFound[field]
        // A model's parent may be unknown to this server.
        if (code === undefined || !action.errors.includes(code) || (name.startsWith('models.') && field === 'parent')) continue
        const id = type === 'array' ? [items?.type === 'object' ? { id: unknownId } : unknownId] : unknownId
        expect([name, field, (await refusal(name, { ...(sampleOf(action.request, known) as object), [field]: id })).code]).toEqual([
          name,
          field,
          code,
        ])
        refused += 1
      }
    }
    expect(refused).toBeGreaterThan(50)
  }))

test('a task moves only as the state table says, unless it is forced', async ({ world, observer, refusal }) => {
  const reach: Readonly<Record<string, readonly (keyof typeof moves)[]>> = {
    created: [],
    queued: ['enqueue'],
    in_progress: ['started'],
    stopped: ['started', 'stopped'],
    closed: ['started', 'stopped', 'close'],
    failed: ['started', 'failed'],
    completed: ['started', 'completed'],
    published: ['started', 'completed', 'publish'],
  }
  for (const [from, way] of Object.entries(reach) as [TaskStatus, readonly (keyof typeof moves)[]][])
    for (const [move, to] of Object.entries(moves) as [keyof typeof moves, TaskStatus][]) {
      const { id: task } = await world.api.tasks.create({ name: `${from} ${move}` })
      for (const step of way) await world.api.tasks[step]({ task })
      const before = await observer.rows(`select * from task where id = '${task}'`)
      const answer = await refusal(`tasks.${move}`, { task })
      const { code, allowed, status } = answer
      const refused = { code: 'invalid_transition', allowed: statusesBefore(to), status: from }
      expect({ from, move, code, allowed, status }).toEqual({ from, move, ...(taskCanBecome(to, from) ? {} : refused) })
      const left = await observer.rows(`select * from task where id = '${task}'`)
      if (code !== undefined) await world.api.tasks[move]({ task, force: true })
      expect({ from, move, unchanged: code === undefined || isDeepStrictEqual(left, before) }).toEqual({ from, move, unchanged: true })
      expect((await world.api.tasks.get_by_id({ task })).task.status).toBe(to)
    }
  expect(taskStatuses.filter((status) => !(status in reach))).toEqual(['publishing'])
})

test('stop is refused where a task neither waits nor runs and may not become stopped', async ({ world, refusal }) => {
  const { id: task } = await world.api.tasks.create({ name: 'a draft' })
  expect((await refusal('tasks.stop', { task })).code).toBe('invalid_transition')
  await world.api.tasks.started({ task })
  await world.api.tasks.completed({ task })
  expect((await refusal('tasks.stop', { task })).code).toBe('invalid_transition')
  await world.api.tasks.publish({ task })
  expect((await refusal('tasks.reset', { task })).code).toBe('task_published')
  expect((await refusal('tasks.delete', { task })).code).toBe('task_not_deletable')
  expect((await refusal('tasks.edit', { task, comment: 'x' })).code).toBe('invalid_transition')
})

const malformed: readonly (readonly [what: string, path: string, call: Parameters<typeof httpCall>[2], code: ErrorCode])[] = [
  ['text that is no JSON', 'tasks.get_all', { body: '{"id":' }, 'invalid_json'],
  ['JSON that is no object', 'tasks.get_all', { body: '"text"' }, 'invalid_request'],
  ['a list for an object', 'tasks.get_all', { body: '[]' }, 'invalid_request'],
  ['a number for an object', 'tasks.get_all', { body: '7' }, 'invalid_request'],
  [
    'a content type that is not read',
    'tasks.get_all',
    { body: '<a/>', headers: { 'content-type': 'application/xml' } },
    'unsupported_media',
  ],
  ['plain text', 'tasks.get_all', { body: 'a', headers: { 'content-type': 'text/plain' } }, 'unsupported_media'],
  ['a packed body', 'tasks.get_all', { body: '{}', headers: { 'content-encoding': 'gzip' } }, 'unsupported_media'],
  ['a body beyond the limit', 'tasks.get_all', { body: JSON.stringify({ name: 'x'.repeat(2 << 20) }) }, 'body_too_large'],
  [
    'a batch beyond the limit',
    'events.add_batch',
    { body: 'x'.repeat((1 << 20) + 1), headers: { 'content-type': 'application/json-lines' } },
    'body_too_large',
  ],
  ['an unknown action', 'tasks.no_such', { body: {} }, 'unknown_action'],
  ['an unknown service', 'nothing.here', { body: {} }, 'unknown_action'],
  ['a name of every object', 'tasks.constructor', { body: {} }, 'unknown_action'],
  ['a version that is none', 'v2/tasks.get_all', { body: {} }, 'unknown_action'],
  ['a method that is none of ours', 'tasks.get_all', { method: 'DELETE', body: {} }, 'unknown_action'],
  ['an empty batch', 'events.add_batch', { body: '', headers: { 'content-type': 'application/json-lines' } }, 'empty_batch'],
  ['a batch of blank lines', 'events.add_batch', { body: '\n \n', headers: { 'content-type': 'application/json-lines' } }, 'empty_batch'],
  [
    'a batch without anything good',
    'events.add_batch',
    { body: '{"a":\n[]\n{"type":"log"}', headers: { 'content-type': 'application/json-lines' } },
    'no_events_added',
  ],
  ['a pattern that is no regular expression', 'tasks.get_all', { body: { name: '(' } }, 'invalid_pattern'],
  ['a page that is none', 'tasks.get_all', { body: { page: -1 } }, 'invalid_request'],
  ['a page size of nothing', 'tasks.get_all', { body: { page_size: 0 } }, 'invalid_request'],
  ['a scroll that is unknown', 'tasks.get_all', { body: { scroll_id: 'nothing' } }, 'invalid_scroll'],
  ['a name of spaces', 'tasks.create', { body: { name: '     ' } }, 'invalid_request'],
  ['a project name that is too short', 'projects.create', { body: { name: '/ a //' } }, 'invalid_project_name'],
  ['a project path that is too deep', 'projects.create', { body: { name: 'abc/'.repeat(11) } }, 'project_too_deep'],
  ['a queue name of spaces', 'queues.create', { body: { name: '    ' } }, 'invalid_request'],
  ['a new task name of spaces', 'tasks.edit', { body: { task: 'the draft', name: '    ' } }, 'invalid_request'],
  ['a queue name that is taken', 'queues.create', { body: { name: 'default' } }, 'name_taken'],
  [
    'an artifact without a key',
    'tasks.add_or_update_artifacts',
    { body: { task: 'the draft', artifacts: [{ key: '' }] } },
    'artifact_invalid',
  ],
  ['requirements of no script', 'tasks.set_requirements', { body: { task: 'the draft', requirements: {} } }, 'task_has_no_script'],
]
test.for(malformed)('%s is refused', ([, path, call, code], { world, token, known, changesNothing }) =>
  changesNothing(async () => {
    const given =
      typeof call?.body === 'object' && 'task' in (call.body as object)
        ? { ...call, body: { ...(call.body as object), task: known['task'] } }
        : call
    const { headers, ...rest } = { headers: {}, ...given }
    const answer = await httpCall(world.url, path, { ...rest, headers: { authorization: `Bearer ${token}`, ...headers } })
    expect({ status: answer.status, code: answer.code, subcode: answer.meta.result_subcode, data: answer.data }).toEqual({
      status: errors[code].status,
      code,
      subcode: errors[code].subcode,
      data: {},
    })
    expect(answer.meta.result_msg).toContain(errors[code].cure)
  }),
)

const credentials: readonly (readonly [header: string, code: ErrorCode])[] = [
  ['Basic', 'malformed_credentials'],
  ['Basic not-base64-of-a-pair', 'malformed_credentials'],
  [`Basic ${Buffer.from('nobody:nothing').toString('base64')}`, 'invalid_credentials'],
  [`Basic ${Buffer.from(':secret').toString('base64')}`, 'malformed_credentials'],
  ['Bearer', 'malformed_credentials'],
  ['Bearer a.b.c', 'invalid_token'],
  ['Bearer eyJhbGciOiJub25lIn0.eyJzZXNzaW9uX2lkIjoiMSJ9.', 'invalid_token'],
  ['Digest x', 'malformed_credentials'],
]
test.for(credentials)('the Authorization header %j is refused', ([header, code], { world, changesNothing }) =>
  changesNothing(async () => {
    const answer = await httpCall(world.url, 'tasks.get_all', { body: {}, headers: { authorization: header } })
    expect([answer.status, answer.code]).toEqual([401, code])
  }),
)

/** The status to which each action moves a task. */
const moves = {
  started: 'in_progress',
  stopped: 'stopped',
  failed: 'failed',
  completed: 'completed',
  close: 'closed',
  publish: 'published',
  enqueue: 'queued',
} as const satisfies Record<string, TaskStatus>

function isAtOrBelow(named: string | undefined, field: string): boolean {
  return named === field || named?.startsWith(`${field}.`) === true
}
