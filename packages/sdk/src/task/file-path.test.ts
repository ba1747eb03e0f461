import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pathSegment, taskFolder } from './file-path.ts'

test('a part of a path has no separators, is not only dots, and is bounded in length', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 400, unit: 'binary' }), (name) => {
      const part = pathSegment(name)
      expect(part).not.toMatch(/^\.+$|[/\\?#%&\0]/)
      expect(part.length).toBeLessThanOrEqual(200)
    }),
  )
})

test('different names give different parts', () => {
  const named = fc.string({
    maxLength: 8,
    unit: fc.constantFrom('a', '/', '0', 'x', '2', 'f', '\n', '1', '¡', '.', '~', '\ud800', '\udfff'),
  })
  const given = fc.oneof(named, fc.string({ unit: 'binary', maxLength: 300 }))
  fc.assert(
    fc.property(given, given, (one, other) => {
      expect(pathSegment(one) === pathSegment(other)).toBe(one === other)
    }),
  )
  for (const [one, other] of [
    ['a/b', 'a0x2fb'],
    ['x\n1', 'x¡'],
    ['...', '0x2e0x2e0x2e'],
    ['y'.repeat(300), pathSegment('y'.repeat(300))],
    ['\ud800', '\ud801'],
  ] as const)
    expect(pathSegment(one)).not.toBe(pathSegment(other))
})

test('a task’s folder is laid out as ClearML lays it out', () => {
  expect(taskFolder({ id: 'id', name: 'a: b', projectName: 'examples/.pipelines/Pipeline demo' })).toEqual([
    'examples',
    '.pipelines',
    'Pipeline demo',
    expect.stringMatching(/^a0x3a b~[0-9a-f]{16}\.id$/),
  ])
  expect(taskFolder({ id: 'id', name: 'x', projectName: '' })).toEqual(['no project', 'x.id'])
})
