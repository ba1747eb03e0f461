import { type Action, contract } from '@clearway/contract'
import { expect } from 'vitest'
import { httpCall, tokenOf } from './http-call.ts'
import { test } from './observed-test.ts'
import { oneOfEach } from './one-of-each.ts'
import { unknownFields } from './schema-samples.ts'

/** Last, because they end what the other calls need. */
const ending = /\.(delete|remove|revoke|unregister|clear|reset|logout)/

test('a field that no schema names is no error of the server, at whatever depth it is given', async ({ world }) => {
  let token = await tokenOf(world.url, world.connection)
  const known = await oneOfEach(world.api)
  const actions = Object.entries(contract).flatMap(([service, all]) =>
    Object.entries<Action>(all).flatMap(([name, action]) => (action.form === 'stream' ? [] : [{ name: `${service}.${name}`, action }])),
  )
  let made = 0
  const failed: object[] = []
  for (const { name, action } of actions.toSorted((a, b) => Number(ending.test(a.name)) - Number(ending.test(b.name))))
    for (const { field, input } of unknownFields(action.request, known)) {
      const body = action.waits === undefined ? input : { ...(input as object), [action.waits]: 0 }
      const { status } = await httpCall(world.url, name, { body, token })
      if (status === 401) token = await tokenOf(world.url, world.connection)
      if (status >= 500) failed.push({ name, field, input })
      made += 1
    }
  expect(failed).toEqual([])
  expect(made).toBeGreaterThan(100)
})
