import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aSetUp } from './environments/set-up.fixture.ts'
import { ProcessExecutor } from './executors/process/process-executor.ts'
import { setUpTask } from './set-up.ts'

test('a command task is set up and runs with its environment', async () => {
  await using setUp = await aSetUp({ binary: 'sh', entry_point: 'echo "$WORD $CLEARWAY_ATTEMPT"' })
  const { spec, phases } = await setUpTask('a1', { ...setUp.env, WORD: 'hello' }, setUp)
  expect(Object.keys(phases).toSorted()).toEqual(['code', 'total'])
  const executor = new ProcessExecutor({ rootOf: (attempt) => join(setUp.folder, attempt) })
  const handle = await executor.start(spec)
  let text = ''
  for await (const { bytes } of executor.logs(handle, 0, setUp.signal)) text += Buffer.from(bytes).toString()
  expect(text).toBe('hello a1\n')
})

test.each([
  ['node', 'node', process.execPath],
  ['/usr/local/bin/node22', 'node', process.execPath],
  ['/bin/bash', 'bash', 'bash'],
])('a task for %s runs on it', async (binary, name, program) => {
  await using setUp = await aSetUp({ binary, entry_point: 'x', diff: 'literal' })
  expect((await setUpTask('a1', {}, setUp)).spec.command[0]).toContain(program)
  const shown = name === 'node' ? `x with Node ${process.versions.node}` : 'x with bash'
  expect(setUp.lines.at(-1)).toBe(`Running ${shown}`)
})

test('an unknown program means Python, and the log says so', async () => {
  await using setUp = await aSetUp({ binary: 'julia', entry_point: 'x', diff: 'pass' })
  expect((await setUpTask('a1', {}, setUp)).spec.command[0]).toMatch(/bin\/python$/)
  expect(setUp.lines).toContain('The program julia is not known, Python is used.')
  expect(setUp.lines.at(-1)).toMatch(/^Running \.?\/?x with Python 3\.\d+/)
})
