import { expect, test } from 'vitest'
import { environmentKey } from './environment-key.ts'

const python = { executable: '/usr/bin/python3', version: '3.11.7', platform: 'cpython-linux-x86_64' }

test('the order of packages does not change the key; the Python, an option’s order, each package and constraint, and the order of lists do', () => {
  const [a, b] = ['--index-url https://a', '--extra-index-url https://b']
  const keyOf = (lines: readonly string[], constraints: readonly string[] = []): string => environmentKey([{ lines, constraints }], python)
  const key = keyOf([a, b, 'x', 'y'])
  expect(keyOf([a, b, 'y', 'x'])).toBe(key)
  expect(keyOf([b, a, 'x', 'y'])).not.toBe(key)
  expect(keyOf([a, b, 'x'])).not.toBe(key)
  expect(keyOf([a, b, 'x', 'y'], ['x<2'])).not.toBe(key)
  expect(environmentKey([{ lines: [a, b, 'x', 'y'], constraints: [] }], { ...python, version: '3.11.8' })).not.toBe(key)
  const [one, two] = [
    { lines: ['x==1'], constraints: [] },
    { lines: ['x==2'], constraints: [] },
  ]
  expect(environmentKey([one, two], python)).not.toBe(environmentKey([two, one], python))
})
