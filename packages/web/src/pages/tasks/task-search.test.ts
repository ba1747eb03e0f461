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
