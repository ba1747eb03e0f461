import { expect, test } from 'vitest'
import { commands } from '../index.ts'
import { completeLine } from './complete-line.ts'

const names = { queues: ['default', 'gpu', 'gpu big'], tasks: ['train'], runs: ['iris #1'] }
const complete = async (...words: readonly string[]) =>
  (await completeLine(commands, words, async (source) => names[source])).map(({ value }) => value)

test('commands, their verbs and their flags come from the table of commands', async () => {
  expect(await complete('')).toEqual(expect.arrayContaining(['up', 'task', 'queue', 'login', 'completion']))
  expect(await complete('')).not.toContain('complete')
  expect(await complete('que')).toEqual(['queue'])
  expect(await complete('task', 'l')).toEqual(expect.arrayContaining(['list', 'logs']))
  expect(await complete('task', 'list', '--st')).toEqual(['--status'])
  expect(await complete('queue', 'list', '--p')).toContain('--profile')
  expect(await complete('init', '--p')).not.toContain('--profile')
  expect(await complete('nothing', '')).toEqual([])
})

test('names of queues, tasks and runs come from the server', async () => {
  expect(await complete('queue', 'show', 'g')).toEqual(['gpu', 'gpu big'])
  expect(await complete('agent', '--queue', 'default', '')).toEqual(names.queues)
  expect(await complete('task', 'enqueue', 'train', '--queue', 'd')).toEqual(['default'])
  expect(await complete('task', 'show', '--url', 'http://x', 't')).toEqual(['train'])
  expect(await complete('task', 'show', 'train', '')).toEqual([])
})

test('a flag that chooses offers its choices, and an argument that is a folder leaves it to the shell', async () => {
  expect(await complete('agent', '--drain', '')).toEqual(['wait', 'stop'])
  expect(await complete('init', '')).toEqual(['clearml', ':files'])
  expect(await complete('init', 'clearml', '--p')).toEqual(['--print', '--profile'])
  expect(await complete('import', 'clearml', '--files', '')).toEqual(['copy', 'link'])
  expect(await complete('completion', 'f')).toEqual(['fish'])
})

test('flags that stand before the command are completed, and what follows them as without them', async () => {
  expect(await complete('--')).toEqual(expect.arrayContaining(['--url', '--data', '--profile', '--json', '--version']))
  expect(await complete('--j')).toEqual(['--json'])
  expect(await complete('--data', '')).toEqual([':files'])
  expect(await complete('--url', '')).toEqual([])
  expect(await complete('--url', 'http://x', 'que')).toEqual(['queue'])
  expect(await complete('--json', '--url=http://x', 'queue', 'show', 'g')).toEqual(['gpu', 'gpu big'])
  expect(await complete('--no-color', 'task', 'list', '--st')).toEqual(['--status'])
})

test('behind help stand the names of commands', async () => {
  expect(await complete('help', 'que')).toEqual(['queue'])
  expect(await complete('help', 'task', 'l')).toEqual(expect.arrayContaining(['list', 'logs']))
})
