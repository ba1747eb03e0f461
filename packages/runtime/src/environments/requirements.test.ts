import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayChange, missingClients, optionOf, requirementLines } from './requirements.ts'

test('comments, blank lines and spacing are removed, and options come first', () => {
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
  ['-r https://x.example/list.txt', true],
  ['--find-links ./wheels', true],
  ['--no-index', false],
])('%s may mean something else next time: %s', (line, expected) => {
  expect(mayChange(line)).toBe(expected)
})

test.each([
  'six @ https://h/six-1.16.0-py2.py3-none-any.whl ; python_version>="3.0"',
  'lib @ file:///a/two  blanks/lib ; python_version < "4"',
  './two  blanks/lib',
  '-e ./lib [dev]',
])('in the address or path of %s every blank stays', (line) => {
  expect(requirementLines(line)).toEqual([line])
})

test.each([
  ['-r other.txt', '--requirement', 'other.txt'],
  ['-rother.txt', '--requirement', 'other.txt'],
  ['--requirement=a b.txt', '--requirement', 'a b.txt'],
  ['-c "a b.txt"', '--constraint', 'a b.txt'],
  ['-i https://x', '--index-url', 'https://x'],
  ['--no-index', '--no-index', ''],
  ['--trusted-host h:80', '--trusted-host', 'h:80'],
])('%s is the option %s with %j', (line, name, value) => {
  expect(optionOf(line)).toEqual({ name, value })
})

test.each([
  '--index-url --trusted-host',
  '--index-url=--extra-index-url',
  '-e --config-settings=x',
  '-r -',
  '--trusted-host "--no-index"',
  'x @ git+https://h/x.git@--upload-pack=touch',
  '-e git+ssh://git@h/x.git@-f#egg=x',
])('%s is refused: an option where a value belongs', (line) => {
  expect(() => requirementLines(line)).toThrow('an option where a value belongs')
  expect(() => requirementLines('x @ git+https://u:t0ken@h/x.git@-f')).toThrow(/^The requirement "x @ git\+https:\/\/h\/x\.git@-f"/)
})

test('clearml is missing only if it is imported and not asked for in any form', () => {
  expect(missingClients('import os\nfrom clearml import Task\n', [])).toEqual(['clearml'])
  expect(missingClients('  import clearml.automation\n', ['clearml-agent==3', 'six'])).toEqual(['clearml'])
  expect(missingClients('from clearml import Task', ['ClearML[s3]==2.1.12'])).toEqual([])
  expect(missingClients('from clearml import Task', ['-e git+https://github.com/clearml/clearml.git'])).toEqual([])
  expect(missingClients('# import clearml\nx = "clearml"', [])).toEqual([])
})

test('two operators beside each other stay the error that they are', () => {
  expect(requirementLines('a = ==1')).toEqual(['a = ==1'])
  expect(requirementLines('a == 1 , < 2 ; python_version > "3"')).toEqual(['a==1,<2;python_version>"3"'])
})

test('normalising twice is normalising once', () => {
  const line = fc
    .array(fc.constantFrom('a', ' ', '=', '==', '#', '-e', '\n', '>', ';', ','), { maxLength: 12 })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(line, (text) => {
      // Such a list is refused.
      fc.pre(!/-e[ =]*-e/.test(text))
      const once = requirementLines(text)
      expect(requirementLines(once)).toEqual(once)
    }),
  )
})
