import fc from 'fast-check'
import { expect, test } from 'vitest'
import { environmentKey, isLocal, missingClients, requirementLines } from './requirements.ts'

const python = { executable: '/usr/bin/python3', version: '3.11.7', platform: 'cpython-linux-x86_64' }

test('comments, blank lines and spacing go; options come first', () => {
  const text =
    '# Python 3.11\n\nsix  ==  1.16.0 # why\nnumpy >= 1.2 , < 2 ; python_version < "3.12"\n--extra-index-url https://x.example/simple\n-e git+https://h/r.git#egg=r\nsix == 1.16.0\n'
  expect(requirementLines(text)).toEqual([
    '--extra-index-url https://x.example/simple',
    'six==1.16.0',
    'numpy>=1.2,<2;python_version<"3.12"',
    '-e git+https://h/r.git#egg=r',
  ])
  expect(requirementLines(['a', 'b'])).toEqual(['a', 'b'])
  expect(requirementLines(null)).toEqual([])
})

test.each([
  ['./lib', true],
  ['/abs/x.whl', true],
  ['-e .', true],
  ['-e ./lib', true],
  ['-r more.txt', true],
  ['lib @ file:///x', true],
  ['six==1.16.0', false],
  ['-e git+https://h/r.git#egg=r', false],
  ['https://h/x.whl', false],
  ['--extra-index-url https://x.example/simple', false],
])('%s is of this machine: %s', (line, expected) => {
  expect(isLocal(line)).toBe(expected)
})

test('clearml is missing only if it is imported and not asked for in any form', () => {
  expect(missingClients('import os\nfrom clearml import Task\n', [])).toEqual(['clearml'])
  expect(missingClients('  import clearml.automation\n', ['clearml-agent==3', 'six'])).toEqual(['clearml'])
  expect(missingClients('from clearml import Task', ['ClearML[s3]==2.1.12'])).toEqual([])
  expect(missingClients('from clearml import Task', ['-e git+https://github.com/clearml/clearml.git'])).toEqual([])
  expect(missingClients('# import clearml\nx = "clearml"', [])).toEqual([])
})

test('the order of packages does not change the key; the Python, an option’s order and each package do', () => {
  const [a, b] = ['--index-url https://a', '--extra-index-url https://b']
  const key = environmentKey([a, b, 'x', 'y'], python)
  expect(environmentKey([a, b, 'y', 'x'], python)).toBe(key)
  expect(environmentKey([b, a, 'x', 'y'], python)).not.toBe(key)
  expect(environmentKey([a, b, 'x'], python)).not.toBe(key)
  expect(environmentKey([a, b, 'x', 'y'], { ...python, version: '3.11.8' })).not.toBe(key)
})

test('normalising twice is normalising once', () => {
  const line = fc
    .array(fc.constantFrom('a', ' ', '=', '==', '#', '-e', '\n', '>', ';', ','), { maxLength: 12 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(line, (text) => {
      const once = requirementLines(text)
      expect(requirementLines(once)).toEqual(once)
    }),
  )
})
