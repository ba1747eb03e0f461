import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leastLevels } from './levels.ts'
import { entriesOf, type LogEntry } from './log-entry.ts'

const entry = fc.record({
  number: fc.nat(),
  text: fc.string(),
  place: fc.string(),
  level: fc.constantFrom('', 'debug', 'INFO', 'warn', 'warning', 'error', 'critical'),
  at: fc.nat(),
  attempt: fc.integer({ min: 0, max: 3 }),
  isError: fc.boolean(),
})

test('what is shown is of the attempt, in the order of the log, and without a choice all of it', () => {
  fc.assert(
    fc.property(fc.array(entry), fc.option(fc.constantFrom(...leastLevels), { nil: undefined }), (all: readonly LogEntry[], least) => {
      const shown = entriesOf(all, { least, attempt: 1 })
      const places = shown.map((one) => all.indexOf(one))
      expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b))
      expect(shown.every(({ attempt }) => attempt === 1)).toBe(true)
      if (least === undefined) expect(shown.length).toBe(all.filter(({ attempt }) => attempt === 1).length)
      expect(entriesOf(all, { least: undefined, attempt: undefined })).toBe(all)
    }),
  )
})

test('a line without a level counts as information, and a higher least level leaves out more', () => {
  const all = ['', 'DEBUG', 'info', 'warn', 'ERROR', 'critical'].map((level, n) => ({
    number: n + 1,
    text: level,
    place: `L${n}`,
    level,
    at: n,
    attempt: 0,
    isError: false,
  }))
  const shown = (least: (typeof leastLevels)[number]) => entriesOf(all, { least, attempt: undefined }).map(({ text }) => text)
  expect(shown('info')).toEqual(['', 'info', 'warn', 'ERROR', 'critical'])
  expect(shown('warning')).toEqual(['warn', 'ERROR', 'critical'])
  expect(shown('error')).toEqual(['ERROR', 'critical'])
})
