import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, nextVersion } from './pipeline-version.ts'

const version = fc.array(fc.nat(12), { minLength: 1, maxLength: 4 }).map((numbers) => numbers.join('.'))

test('the next version is higher than the one before', () => {
  fc.assert(
    fc.property(version, (one) => {
      expect(compareVersions(one, nextVersion(one))).toBe(-1)
    }),
  )
})

test.each([
  ['1.0.0', '1.0.1'],
  ['1.9', '1.10'],
  ['7', '8'],
  ['1.0.0rc1', '1.0.0rc2'],
  ['beta', 'beta.1'],
])('after %s comes %s', (before, after) => expect(nextVersion(before)).toBe(after))

test('versions are in the order of their numbers', () => {
  const sorted = ['beta', '1', '1.0', '1.0.9', '1.0.10', '1.2', 'v2', '10.0']
  expect(sorted.toReversed().toSorted(compareVersions)).toEqual(sorted)
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(compareVersions(a, b)).toBe(0 - compareVersions(b, a))
    }),
  )
})
