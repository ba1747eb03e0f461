import { type Action, contract, type ErrorCode, errors, sharedErrors } from '@clearway/contract'
import { test as serverTest } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { httpCall } from './http-call.ts'

interface Answer {
  readonly description: string
  readonly content?: Readonly<Record<string, { readonly schema: { readonly properties?: { readonly data?: unknown } } }>>
}
interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly security: readonly Readonly<Record<string, unknown>>[]
  readonly requestBody: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
  readonly responses: Readonly<Record<string, Answer>>
}
interface Document {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string }
  readonly components: { readonly securitySchemes: Readonly<Record<string, unknown>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

const actions = Object.entries(contract).flatMap(([service, all]) =>
  Object.entries<Action>(all).map(([name, action]) => [`${service}.${name}`, action] as const),
)
const plain = (schema: unknown): unknown => JSON.parse(JSON.stringify(schema))

const test = serverTest.extend(
  'document',
  { scope: 'file' },
  async ({ world }) => JSON.parse((await httpCall(world.url, 'openapi.json', { method: 'GET' })).text) as Document,
)

test('the document names every action of the contract, and nothing else', ({ document }) => {
  expect([document.openapi, document.info.title, document.info.version]).toEqual([
    '3.1.0',
    'Clearway',
    expect.stringMatching(/^\d+\.\d+\.\d+/),
  ])
  expect(Object.keys(document.paths)).toEqual(actions.map(([name]) => `/${name}`))
  const ids = Object.values(document.paths).map(({ post }) => post!.operationId)
  expect(new Set(ids).size).toBe(actions.length)
})

test.for(actions)('%s is documented as in its contract', ([name, action], { document }) => {
  const operation = document.paths[`/${name}`]!['post']!
  expect(operation).toMatchObject({ operationId: name, tags: [name.split('.')[0]], summary: action.summary })
  expect(operation.security.flatMap((one) => Object.keys(one))).toEqual(
    action.access === 'anyone' ? [] : Object.keys(document.components.securitySchemes),
  )
  const [[type, body]] = Object.entries(operation.requestBody.content) as [[string, { schema: unknown }]]
  expect([type, body.schema]).toEqual(
    action.form === 'lines' ? ['application/json-lines', { type: 'string' }] : ['application/json', plain(action.request)],
  )
  const [[answered, answer]] = Object.entries(operation.responses['200']!.content ?? {}) as [
    [string, { schema: { properties?: { data?: unknown } } }],
  ]
  const types = { stream: 'text/event-stream', text: 'text/plain' } as const
  const isFramed = action.form === undefined || action.form === 'lines'
  expect([answered, isFramed ? answer.schema.properties?.data : answer.schema]).toEqual([
    isFramed ? 'application/json' : types[action.form],
    plain(action.response),
  ])
  const codes: readonly ErrorCode[] = [...action.errors, ...sharedErrors]
  for (const code of codes)
    expect(operation.responses[String(errors[code].status)]?.description).toContain(`\`${code}\`: ${errors[code].title}`)
  expect(Object.keys(operation.responses).toSorted()).toEqual(
    [...new Set(['200', ...codes.map((code) => String(errors[code].status))])].toSorted(),
  )
})

test('every address of the document answers, under its versions too', async ({ world, document }) => {
  for (const [path] of Object.entries(document.paths))
    for (const version of ['', '/v2.5', '/v2.34', '/v999.0']) {
      const { code, meta } = await httpCall(world.url, `${version}${path}`.slice(1), { body: [] })
      expect([path, version, code === 'no_credentials' || code === 'invalid_request', meta.result_code]).toEqual([
        path,
        version,
        true,
        code === 'no_credentials' ? 401 : 400,
      ])
    }
})
