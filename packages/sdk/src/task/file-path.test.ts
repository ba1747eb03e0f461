import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plain, taskFolder } from './file-path.ts'

test('a part of a path is never empty of meaning: no separators, no dots alone, no endless names', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 400, unit: 'binary' }), (name) => {
      const part = plain(name)
      expect(part).not.toMatch(/^\.+$|[/\\?#%&\0]/)
      expect(part.length).toBeLessThanOrEqual(200)
    }),
  )
})

test('a task’s folder is laid out as ClearML lays it out', () => {
  expect(taskFolder({ id: 'id', name: 'a: b', projectName: 'examples/.pipelines/Pipeline demo' })).toEqual([
    'examples',
    '.pipelines',
    'Pipeline demo',
    'a0x3a b.id',
  ])
  expect(taskFolder({ id: 'id', name: 'x', projectName: '' })).toEqual(['no project', 'x.id'])
})
