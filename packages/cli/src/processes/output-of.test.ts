import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { describeEnd, outputOf } from './output-of.ts'

test('the output of a process ends with it, also where what it has started goes on', async () => {
  const child = spawn('/bin/sh', ['-c', 'echo begun; sleep 60 & echo $!; exit 3'], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  const end = await outputOf(child, (line) => lines.push(line))
  process.kill(Number(lines[1]))
  expect([describeEnd(end), lines[0]]).toEqual(['exit code 3', 'begun'])
})
