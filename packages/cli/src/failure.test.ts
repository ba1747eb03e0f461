import { type ErrorCode, errors } from '@clearway/contract'
import { ApiError } from '@clearway/sdk/client'
import { InvalidPipeline } from '@clearway/sdk'
import { SettingError } from '@clearway/server'
import { expect, test } from 'vitest'
import { CommandFailed, describeFailure, exitCodeOf } from './failure.ts'
import { failureDocument } from './failure-document.ts'
import { plainLook } from './look.ts'
import { UsageError } from './usage-error.ts'

const told = (error: unknown, env: Record<string, string> = {}): string => describeFailure(error, plainLook(0), env)

test('an error of the server is shown as what happened and what to do, without the action’s name', () => {
  const cure = 'Check the id; `clearway task list` shows what there is.'
  const error = new ApiError(`tasks.enqueue: There is no task with that id in this workspace. (task: x) ${cure}`, {
    code: 'task_not_found',
    status: 400,
    details: { cure },
  })
  expect(told(error)).toBe(`✗ There is no task with that id in this workspace. (task: x)\n  ${cure}`)
})

test('each fault of a pipeline is one line with its cure', () => {
  const fault = (step: string) => ({
    code: 'x',
    step,
    message: `Step '${step}' runs the task t, which does not exist.`,
    cure: 'Name another.',
  })
  expect(told(new InvalidPipeline('many', [fault('one'), fault('two')]))).toBe(
    [
      "✗ Pipeline 'many' cannot run:",
      "  - Step 'one' runs the task t, which does not exist. Name another.",
      "  - Step 'two' runs the task t, which does not exist. Name another.",
    ].join('\n'),
  )
})

test('an error made for people is shown as it is, its cure on a line of its own', () => {
  expect(
    told(new SettingError('Port 8008 of 127.0.0.1 is taken. Stop what listens there, or choose another with --port (0 takes a free one).')),
  ).toBe('✗ Port 8008 of 127.0.0.1 is taken.\n  Stop what listens there, or choose another with --port (0 takes a free one).')
})

test('an unexpected error is marked as such, and shows its stack and its causes only on request', () => {
  const error = new TypeError('x is not a function', { cause: new Error('the cause') })
  expect(told(error)).toBe('✗ x is not a function\n  That should not happen. CLEARWAY_DEBUG=1 shows where it did.')
  expect(told(error, { CLEARWAY_DEBUG: '1' })).toMatch(/TypeError: x is not a function\n +at [^]*caused by Error: the cause/)
})

test('a mistake on the command line has an exit code of its own', () => {
  expect([exitCodeOf(new UsageError('x')), exitCodeOf(new Error('x')), exitCodeOf('x')]).toEqual([2, 1, 1])
})

test('no error of the server mentions what a user of the terminal cannot see or send', () => {
  for (const [code, { status, title, cure }] of Object.entries(errors)) {
    const error = new ApiError(`tasks.x: ${title} ${cure}`, { code: code as ErrorCode, status, details: { cure } })
    const [shown, cured = ''] = told(error).split('\n')
    const text = cured.replace('a call of the API does with `force: true`', '')
    expect(text, code).not.toMatch(
      /\bforce\b|`(problems|allowed|access|parts|steps)`|Authorization|errors_info|scroll_id|auth\.|tasks\.|execution\./,
    )
    expect([shown, cured !== ''], code).toEqual([`✗ ${title}`, true])
  }
})

test('texts of other users in an error can neither forge a line nor move the cursor', () => {
  const error = new ApiError("tasks.x: There is no 'a\n✓ done\u001b[2J'. Check it.", { code: 'task_not_found', status: 400 })
  expect(told(error)).toBe("✗ There is no 'a\n↳ ✓ done␛[2J'.\n  Check it.")
})

test('for programs an error is its code, its message, the field that is wrong and the cure', () => {
  const details = { cure: 'Choose another name, or use what has it.', field: 'name', reason: 'taken', name: 'gpu' }
  const refused = new ApiError(`queues.create: That name is taken. (field: name) ${details.cure}`, {
    code: 'name_taken',
    status: 400,
    details,
  })
  expect(failureDocument(refused)).toEqual({
    error: {
      code: 'name_taken',
      message: 'That name is taken. (field: name)',
      field: 'name',
      cure: 'Choose another name, or use what has it.',
      details: { name: 'gpu' },
    },
  })
  expect(failureDocument(new CommandFailed('There is no task ‘x’. Check it.', { code: 'not_found' }))).toEqual({
    error: { code: 'not_found', message: 'There is no task ‘x’.', cure: 'Check it.' },
  })
  expect(failureDocument(new UsageError('--limit is "x".', { field: '--limit' }))).toEqual({
    error: { code: 'usage', message: '--limit is "x".', field: '--limit' },
  })
  expect(failureDocument(new TypeError('x is not a function'))).toEqual({ error: { code: 'unexpected', message: 'x is not a function' } })
})
