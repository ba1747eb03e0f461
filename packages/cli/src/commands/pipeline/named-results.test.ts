import type { Task } from '@clearway/contract'
import { expect, test } from 'vitest'
import { resultNames, withResultNames } from './named-results.ts'

const stored = (id: string, ...keys: string[]): Task =>
  ({ id, execution: { artifacts: keys.map((key) => ({ key, type: 'JSON', uri: `http://host/files/${id}/${key}.json` })) } }) as Task

test('results of steps that a parameter refers to are written as steps and parts', () => {
  const names = resultNames([stored('run', 'result'), stored('t1', 'result', 'ta"ble')], (id) => (id === 't1' ? 'load' : undefined))
  const address = 'http://host/files/t1/result.json'
  expect(withResultNames(`{"$step":"${address}"}`, names)).toBe('load.result')
  expect(withResultNames(`[{"$step":"${address}","path":["rows",0,"a\\"]b"]},2]`, names)).toBe('[load.result.rows.0.a"]b,2]')
  expect(withResultNames(`{"$step":${JSON.stringify('http://host/files/t1/ta"ble.json')}}`, names)).toBe('load.ta"ble')
  expect(withResultNames(address, names)).toBe('load.result')
  const other = '{"$step":"http://host/files/run/result.json"}'
  expect(withResultNames(other, names)).toBe(other)
  expect(withResultNames('{"rows":3}', names)).toBe('{"rows":3}')
})
