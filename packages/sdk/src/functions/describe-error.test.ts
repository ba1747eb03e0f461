import { expect, test } from 'vitest'
import { runCommand } from './command-step.ts'
import { inStep, type StepContext } from './context.ts'
import { entryFile, errorLine, errorText } from './describe-error.ts'

/** An error as one that was thrown at these places. */
const thrownAt = (...places: readonly string[]): Error =>
  Object.assign(new Error('x'), { stack: ['Error: x', ...places.map((place) => `    at async f (${place})`)].join('\n') })

test('an error names the place in the user’s code, and no other place', () => {
  const entry = `${entryFile}:3:1`
  expect(errorLine(thrownAt('src/churn.ts:12:7', entry))).toBe('Error: x (src/churn.ts:12:7)')
  expect(errorText(thrownAt('src/churn.ts:12:7', entry))).toBe('Error: x\n    at async f (src/churn.ts:12:7)')
  expect(errorLine(thrownAt('my öwn (1).ts:12:7', entry))).toBe('Error: x (my öwn (1).ts:12:7)')
  const withoutName = Object.assign(new Error('x'), { stack: 'Error: x\n    at async my churn.ts:3:1' })
  expect(errorLine(withoutName)).toBe('Error: x (my churn.ts:3:1)')
  expect(errorLine(thrownAt('entry.mjs:3:1', entry))).toBe('Error: x (entry.mjs:3:1)')
  expect(errorLine(thrownAt(entry))).toBe('Error: x')
})

test('a command that failed has a reason without a place', async () => {
  const context = { signal: new AbortController().signal } as StepContext
  const error: unknown = await inStep(context, async () => runCommand('exit 3', undefined)({})).catch((failed: unknown) => failed)
  expect([errorLine(error), errorText(error)]).toEqual(Array(2).fill('Error: The command ended with exit code 3.'))
})
