import { contract } from '@clearway/contract'
import { expect, test } from 'vitest'
import { withoutRefusedNulls, withoutTopNulls } from './nulls.ts'

test('a null is left out where its schema does not name null', () => {
  const given = {
    task: 'a',
    tags: ['one', null],
    script: { repository: null, requirements: null, binary: 'sh' },
    container: { arguments: null },
    hyperparams: { Args: { rate: { section: 'Args', name: 'rate', value: null } } },
    runtime: { free: null },
  }
  expect(withoutRefusedNulls(contract.tasks.edit.request, given)).toEqual({
    ...given,
    tags: ['one'],
    script: { requirements: null, binary: 'sh' },
    container: {},
  })
})

test('a null at the top level counts as not given, unless it is a value of its field', () => {
  expect(withoutTopNulls(contract.tasks.edit.request, { task: 'a', name: null, driver: null, unknown: null })).toEqual({
    task: 'a',
    driver: null,
  })
})
