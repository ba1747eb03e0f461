import type { Task } from '@clearway/contract'
import { expect, test } from 'vitest'
import { whyMissed } from './why-missed.ts'

const base: Task = {
  id: 'base',
  script: { binary: 'node', entry_point: 'a.mjs --step train' },
  runtime: { step_code: 'c', step_requirements: 'r' },
}
const param = (name: string, value: string) => ({ [name]: { section: 'Args', name, value } })
const args = { ...param('rows', '200'), ...param('data', 'http://files/1') }
const earlier: Task = { ...base, id: 'earlier', hyperparams: { Args: args } }
const step = {
  name: 'train',
  base,
  parameters: { 'Args/rows': '200', 'Args/data': 'http://files/1' },
  given: { 'Args/rows': '200', 'Args/data': '${load.artifacts.result.url}' },
  configurations: {},
  inputHashes: {},
}

test('a miss names the first difference from the newest finished task of the step', () => {
  const missed = (change: Partial<Task>, now: object = {}) => whyMissed({ ...step, ...now }, { ...earlier, ...change })
  expect(whyMissed(step, undefined)).toBe("no task of step 'train' has completed in this project before")
  expect(missed({ runtime: { ...base.runtime, step_code: 'd' } })).toBe('code of step train changed')
  expect(missed({ runtime: { ...base.runtime, step_requirements: 's' } })).toBe('requirements changed')
  expect(missed({}, { parameters: { ...step.parameters, 'Args/rows': '300' } })).toBe('parameter rows: 200 -> 300')
  expect(missed({}, { parameters: { ...step.parameters, 'Args/data': 'http://files/2' } })).toBe('input data: result of load changed')
  const elsewhere = { parameters: { ...step.parameters, 'Args/data': 'http://files/2' }, inputHashes: { 'Args/data': 'h' } }
  const hashes = (hash: string): Partial<Task> => ({ runtime: { ...base.runtime, step_inputs: JSON.stringify({ 'Args/data': hash }) } })
  expect(missed(hashes('i'), elsewhere)).toBe('input data: result of load changed')
  expect(missed(hashes('h'), { ...elsewhere, configurations: { net: '2' } })).toBe('configuration net changed')
  expect(missed({}, { configurations: { net: '2' } })).toBe('configuration net changed')
  expect(missed({ hyperparams: { Args: { ...args, ...param('lr', '1') } } })).toBe('parameter lr: 1 -> nothing')
})
