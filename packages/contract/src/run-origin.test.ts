import { expect, test } from 'vitest'
import { codeName, versionName } from './run-origin.ts'

test('code is named by the last name of its repository, its branch or tag, and the beginning of its commit', () => {
  const commit = '3f2c1ab9d0'.repeat(4)
  expect(codeName({ repository: 'git@example.com:team/iris.git', branch: 'main', commit })).toBe('iris main@3f2c1ab')
  expect(codeName({ repository: 'https://example.com/iris/', tag: 'v2', branch: 'main', commit })).toBe('iris v2@3f2c1ab')
  expect(codeName({ repository: '/srv/iris', commit })).toBe('iris 3f2c1ab')
  expect(codeName({ repository: 'iris', branch: 'main', commit: 'main' })).toBe('iris main')
  expect(codeName({ repository: 'https://example.com/iris' })).toBe('iris')
  expect(codeName({ repository: '///' })).toBe('///')
})

test('a version that begins with a number has a v before it', () => {
  expect(['1.4', 'v2', 'nightly'].map(versionName)).toEqual(['v1.4', 'v2', 'nightly'])
})
