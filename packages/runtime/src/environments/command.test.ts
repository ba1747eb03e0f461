import { execa } from 'execa'
import { expect, test } from 'vitest'
import { prepareCommand } from './command.ts'
import { aSetUp, aRepository, outputOf } from './set-up.fixture.ts'

test('an entry point without a file is a command line', async () => {
  await using setUp = await aSetUp({ binary: 'sh', entry_point: 'echo "a  b" && echo $((1+2))' })
  expect(await outputOf(await prepareCommand(setUp))).toBe('a  b\n3')
})

test('-c is understood as by ClearML’s agent, with its quotes left to the shell', async () => {
  await using setUp = await aSetUp({ binary: '/bin/bash', entry_point: `-c echo 'it is'  [[ok]]` })
  expect(await outputOf(await prepareCommand(setUp))).toBe('it is [[ok]]')
})

test('a literal script runs under its name with its arguments', async () => {
  await using setUp = await aSetUp({ binary: 'bash', entry_point: 'go.sh one "two three"', diff: 'echo "$0:$1:$2"\n' })
  expect(await outputOf(await prepareCommand(setUp))).toBe('go.sh:one:two three')
})

test('a script of the repository runs in the working folder', async () => {
  await using repository = await aRepository({ 'sub/run.sh': 'pwd; echo "$1"\n' })
  await using setUp = await aSetUp({ binary: 'sh', repository: repository.path, working_dir: 'sub', entry_point: 'run.sh hello' })
  const prepared = await prepareCommand(setUp)
  expect(prepared.cwd).toMatch(/code\/sub$/)
  expect(await outputOf(prepared)).toBe(`${(await execa('pwd', ['-P'], { cwd: prepared.cwd })).stdout}\nhello`)
})

test('a task without a command is refused with the reason', async () => {
  await using setUp = await aSetUp({ binary: 'sh' })
  await expect(prepareCommand(setUp)).rejects.toThrow('neither a script nor an entry point')
})
