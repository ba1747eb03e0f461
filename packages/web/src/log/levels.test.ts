import { expect, test } from 'vitest'
import { levelsFrom } from './levels.ts'

test('a search from a level on takes all more important ones', () => {
  expect(levelsFrom('info')).toEqual(['info', 'warn', 'warning', 'error', 'critical'])
  expect(levelsFrom('warning')).toEqual(['warn', 'warning', 'error', 'critical'])
  expect(levelsFrom('error')).toEqual(['error', 'critical'])
})
