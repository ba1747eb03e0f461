import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { below, cleanPath, nameOf, taskOf } from './file-path.ts'

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .map((text) => text.replaceAll(/[/\0]/g, '_'))
  .filter((text) => text !== '.' && text !== '..')
const parts = fc.array(part, { minLength: 1, maxLength: 6 })

test('any parts make a path, and leading slashes change nothing', () => {
  fc.assert(
    fc.property(parts, fc.nat(3), (names, slashes) => {
      expect(cleanPath('/'.repeat(slashes) + names.join('/'))).toBe(names.join('/'))
    }),
  )
})

test('cleaning a clean path changes nothing, whatever was sent', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('/', '.', 'a', '\\', '%', ' ', '\0', 'é') }), (text) => {
      const clean = attempt(text)
      if (clean === undefined) return
      expect(attempt(clean)).toBe(clean)
      expect(clean.split('/').filter((name) => name === '' || name === '.' || name === '..')).toEqual([])
      expect(clean).not.toContain('\0')
    }),
  )
})

test.each(['', '/', '..', '../x', 'a/../b', 'a/..', './a', 'a/./b', 'a//b', 'a/', 'a\0b', '\ud800', 'x'.repeat(4097)])(
  'the path %j is refused',
  (path) => {
    expect(() => cleanPath(path)).toThrow(expect.objectContaining({ code: 'invalid_path' }))
  },
)

test.each(['..a', 'a..', '...', ' ', 'a b/c', 'C:\\x', '%2e%2e/x', 'x'.repeat(4096)])('%j is a valid path', (path) => {
  expect(cleanPath(path)).toBe(path)
})

test('the bounds of a folder contain exactly the paths below it', () => {
  fc.assert(
    fc.property(parts, parts, (folder, other) => {
      const { from, to } = below(folder.join('/'))
      for (const path of [other.join('/'), [...folder, ...other].join('/'), folder.join('/') + other.join('/')]) {
        const bytes = Buffer.from(path)
        const inside = Buffer.compare(bytes, Buffer.from(from)) >= 0 && Buffer.compare(bytes, Buffer.from(to)) < 0
        expect(inside).toBe(path.startsWith(`${folder.join('/')}/`))
      }
    }),
  )
})

describe('the task of a file', () => {
  const task = '0123456789abcdef0123456789abcdef'
  const other = 'f'.repeat(32)
  test.each([
    [`examples/my task.${task}/artifacts/a/a.json`, task],
    [`a/b/c.${task}/x`, task],
    [`long name.${other}/my task.${task}/models/m.bin`, task],
    [`a.${task}/artifacts/x.${other}/artifacts/y`, task],
    [`a.${task}`, undefined],
    [`a/${task}/x`, undefined],
    [`a.${task}0/x`, undefined],
    ['a/b', undefined],
  ])('in %s is %s', (path, expected) => {
    expect(taskOf(path)).toBe(expected)
  })
})

test('a file’s name is the last part of its path', () => {
  expect([nameOf('a/b.txt'), nameOf('b.txt')]).toEqual(['b.txt', 'b.txt'])
})

function attempt(path: string): string | undefined {
  try {
    return cleanPath(path)
  } catch {
    return undefined
  }
}
