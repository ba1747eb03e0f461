import { expect, test } from 'vitest'
import { errorInLog } from './error-in-log.ts'

test('the last line of a traceback is the error, whatever is printed after it', () => {
  const lines = [
    'epoch 1',
    'Traceback (most recent call last):',
    '  File "a.py", line 1, in <module>',
    'numpy.linalg.LinAlgError: Singular matrix',
    'bye',
  ]
  expect(errorInLog(lines)).toBe('numpy.linalg.LinAlgError: Singular matrix')
})

test('the error of a stack of JavaScript is found, also without a message', () => {
  expect(errorInLog(['x', 'TypeError: rows is not iterable', '    at load (iris.ts:3:9)'])).toBe('TypeError: rows is not iterable')
  expect(errorInLog(['KeyboardInterrupt'])).toBe('KeyboardInterrupt')
})

test('an error without a class of its own is found, and one of a class that was printed before it says more', () => {
  expect(errorInLog(['x', 'Error: too big 11', '    at load (iris.ts:3:9)'])).toBe('Error: too big 11')
  expect(errorInLog(["KeyError: 'height'", 'Error: The command ended with exit code 1.'])).toBe("KeyError: 'height'")
  expect(errorInLog(['Exception: no rows'])).toBe('Exception: no rows')
})

test('a log without an error has none', () => {
  expect(errorInLog(['Error rate: 0.3', 'the error was small', 'Error:', ''])).toBeUndefined()
})
