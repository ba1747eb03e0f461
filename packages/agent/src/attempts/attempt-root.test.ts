import { join } from 'node:path'
import { expect, test } from 'vitest'
import { attemptRoot } from './attempt-root.ts'

test('an attempt’s folder lies in the work folder, whatever its id', () => {
  expect(attemptRoot('/work', 'a1')).toBe(join('/work', 'attempts', 'a1'))
  for (const id of ['../a1', 'a/b', '..', '', '.a']) expect(() => attemptRoot('/work', id)).toThrow('no attempt id')
})
