import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { re2 } from '../db/connection/re2.ts'
import { arbitraryPattern, arbitraryText } from '../../test/arbitrary-filter.ts'
import { readPattern, type TextMatch } from './pattern.ts'

const read = (source: string, ignoreCase = false) => readPattern(source, { ignoreCase, path: 'name' })

describe('patterns that the database itself can search for', () => {
  test.each([
    [String.raw`^step\ 1$`, 'equal', 'step 1'],
    [String.raw`^examples/\.pipelines/Pipeline\ demo$`, 'equal', 'examples/.pipelines/Pipeline demo'],
    [String.raw`^a\-b\#c\&d\~e`, 'prefix', 'a-b#c&d~e'],
    [String.raw`a\.b\Z`, 'suffix', 'a.b'],
    [String.raw`queue\ name`, 'contains', 'queue name'],
    ['^$', 'equal', ''],
    ['', 'contains', ''],
    ['é', 'contains', 'é'],
  ])('%s', (source, how, text) => expect(read(source)).toEqual({ how, text, ignoreCase: false }))
  test('case is folded for ASCII alone', () => {
    expect(read('^Ab$', true)).toEqual({ how: 'equal', text: 'Ab', ignoreCase: true })
    expect(read('^é$', true)).toMatchObject({ how: 'regex' })
  })
})

describe('patterns that need RE2, narrowed by the literal at their beginning', () => {
  test.each([
    [String.raw`^Pipeline\ demo(| #\d+)$`, { how: 'prefix', text: 'Pipeline demo' }],
    [String.raw`run \d+7$`, { how: 'contains', text: 'run ' }],
    ['^ab*', { how: 'prefix', text: 'a' }],
    ['^😀{2}', undefined],
    ['^a|b', undefined],
    ['a?b|c', undefined],
    ['^a[|]b', { how: 'prefix', text: 'a' }],
    [String.raw`^a\Q(\E|b`, undefined],
    ['.*', undefined],
  ])('%s', (source, narrowed) => {
    const match = read(source) as TextMatch & { how: 'regex' }
    expect(match.how).toBe('regex')
    expect(match.narrowed).toEqual(narrowed === undefined ? undefined : { ...narrowed, ignoreCase: false })
  })
})

test.each(['(a', 'a(?=b)', String.raw`(a)\1`, '*', 'a{2000}'])('%s is refused with the field and the reason', (source) => {
  expect(() => read(source)).toThrow(
    expect.objectContaining({
      code: 'invalid_pattern',
      details: expect.objectContaining({ field: 'name', pattern: source, reason: expect.any(String) as string }) as object,
    }),
  )
})

test('a pattern matches the same texts however it is searched for', () => {
  fc.assert(
    fc.property(arbitraryPattern, arbitraryText, fc.boolean(), (source, text, ignoreCase) => {
      const found = re2({ source, ignoreCase }).test(text)
      const match = read(source, ignoreCase)
      if (match.how !== 'regex') expect(holds(match, text)).toBe(found)
      else if (found && match.narrowed !== undefined) expect(holds(match.narrowed, text)).toBe(true)
    }),
    { numRuns: 5000 },
  )
})

function holds({ how, text, ignoreCase }: Exclude<TextMatch, { how: 'regex' }>, value: string): boolean {
  const fold = (one: string) => (ignoreCase ? one.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase()) : one)
  const [whole, part] = [fold(value), fold(text)]
  return { equal: whole === part, prefix: whole.startsWith(part), suffix: whole.endsWith(part), contains: whole.includes(part) }[how]
}
