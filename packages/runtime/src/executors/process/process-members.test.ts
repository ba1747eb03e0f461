import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findMembers } from './process-members.ts'
import { parseStat } from './process-table.ts'

const byNumber = (a: number, b: number): number => a - b

const rows = [
  { pid: 10, parent: 1, group: 10, session: 10, started: 0, isStopped: false },
  { pid: 11, parent: 10, group: 10, session: 10, started: 0, isStopped: false },
  { pid: 12, parent: 11, group: 12, session: 10, started: 0, isStopped: false },
  { pid: 13, parent: 1, group: 13, session: 13, started: 0, isStopped: false },
  { pid: 14, parent: 13, group: 14, session: 14, started: 0, isStopped: false },
  { pid: 20, parent: 1, group: 20, session: 20, started: 0, isStopped: false },
]

test('members are found by group, session, mark and descent', () => {
  const found = findMembers({ rows, leader: 10, trustNumber: true, isMarked: ({ pid }) => pid === 13 })
  expect(found.toSorted(byNumber)).toEqual([11, 12, 13, 14])
})

test('a process id that may have been reused is no proof of membership: only marks are', () => {
  expect(findMembers({ rows, leader: 10, trustNumber: false, isMarked: ({ pid }) => pid === 14 })).toEqual([14])
})

test('a process is a member exactly if a chain of parents leads to a known one', () => {
  const table = fc.uniqueArray(fc.record({ pid: fc.integer({ min: 2, max: 30 }), parent: fc.integer({ min: 1, max: 30 }) }), {
    selector: (row) => row.pid,
  })
  fc.assert(
    fc.property(table, fc.integer({ min: 2, max: 30 }), (pairs, marked) => {
      const all = pairs.map((row) => ({ ...row, group: 99, session: 99, started: 0, isStopped: false }))
      const found = findMembers({ rows: all, leader: 1000, trustNumber: true, isMarked: ({ pid }) => pid === marked })
      const parents = new Map(all.map((row) => [row.pid, row.parent]))
      const descends = (pid: number, seen: readonly number[] = []): boolean =>
        pid === marked ? parents.has(pid) : parents.has(pid) && !seen.includes(pid) && descends(parents.get(pid) ?? 0, [...seen, pid])
      expect(found.toSorted(byNumber)).toEqual(
        all
          .map((row) => row.pid)
          .filter((pid) => descends(pid))
          .toSorted(byNumber),
      )
    }),
  )
})

test('a program name with brackets and spaces does not confuse the reading of its state', () => {
  expect(parseStat(7, '7 (a) (b c) S 3 5 6 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 815 0')).toEqual({
    pid: 7,
    parent: 3,
    group: 5,
    session: 6,
    started: 815,
    isStopped: false,
  })
  expect(parseStat(7, '7 (x) Z 3 5 6 0 -1')).toBeUndefined()
})
