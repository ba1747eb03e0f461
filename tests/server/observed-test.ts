import { test as serverTest } from '@clearway/testkit/server-test'
import { observe } from './dump.ts'
import { tokenOf } from './http-call.ts'

/** A test with one server for its file, an observer of the server's tables, and a token of the first user. */
export const test = serverTest
  .extend('observer', { scope: 'file' }, async ({ world }, { onCleanup }) => {
    const observer = await observe(world.database)
    onCleanup(() => observer[Symbol.asyncDispose]())
    return observer
  })
  .extend('token', { scope: 'file' }, ({ world }) => tokenOf(world.url, world.connection))
