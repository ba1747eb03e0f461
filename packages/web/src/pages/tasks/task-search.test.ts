import { expect, test } from 'vitest'
import { readTaskSearch, requestOf } from './task-search.ts'

test('an address is read as far as it makes sense', () => {
  const search = {
    q: 'iris',
    status: 'failed',
    type: 'training',
    tag: 'red',
    run: 'r1',
    archived: true,
    hidden: true,
    cols: ['a', 'a', 3],
    sort: 'name',
    picked: ['x'],
  }
  expect(readTaskSearch(search)).toEqual({ ...search, cols: ['a'] })
  expect(readTaskSearch({ q: '', status: 'lost', type: 1, archived: 'yes', cols: 'x', sort: '-last_update', picked: {} })).toEqual({})
  expect(readTaskSearch({ q: 12 })).toEqual({ q: '12' })
})

test('an address stands for a list', () => {
  expect(requestOf({})).toEqual({ isArchived: false, withHidden: false, sort: '-last_update', columns: [] })
  expect(requestOf({ type: 'training', q: 'x', run: 'r1', archived: true }, ['controller'])).toEqual({
    text: 'x',
    run: 'r1',
    types: ['controller'],
    isArchived: true,
    withHidden: false,
    sort: '-last_update',
    columns: [],
  })
})

test('terms of the search filter as the choices of the page do, which come first', () => {
  expect(requestOf({ q: 'iris status:failed type:training tag:"my tag" acc>0.9' })).toMatchObject({
    text: 'iris',
    status: 'failed',
    types: ['training'],
    tag: 'my tag',
  })
  expect(requestOf({ q: 'status:failed', status: 'queued' })).toMatchObject({ status: 'queued' })
  expect(requestOf({ q: 'status:failed' }).text).toBeUndefined()
})
