import { randomUUID } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { executorKinds } from '../../../test/executors.ts'

const code = `
  import { executorKinds } from ${JSON.stringify(new URL('../../../test/executors.ts', import.meta.url).href)}
  const [work, attempt] = process.argv.slice(1)
  const command = ['sh', '-c', 'echo x >> ' + work + '/ran']
  await executorKinds.process(work).start({ attempt, command, cwd: work, env: { PATH: process.env.PATH } })`

/** What is known of a step whose agent was killed at a point of its start. */
async function endingAfterKillAt(point: string): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'clearway-killed-'))
  const attempt = randomUUID()
  try {
    const agent = spawn(process.execPath, ['--input-type=module', '-e', code, work, attempt], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, CLEARWAY_AGENT_FAULT: point },
    })
    expect(await once(agent, 'exit')).toEqual([null, 'SIGKILL'])
    const executor = executorKinds['process']!(work)
    expect(await readFile(join(work, attempt, 'spec.json'), 'utf8')).toContain(attempt)
    const ending = await executor.wait(attempt, AbortSignal.timeout(60_000))
    await executor.stop(attempt, 0)
    const ran = await readFile(join(work, 'ran'), 'utf8').catch(() => '')
    return `${ending.how === 'exited' ? ending.code : ending.how}, ran ${ran.length / 2} times`
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

test.concurrent.for([
  ['specification saved', 'lost, ran 0 times'],
  ['launcher recorded', 'lost, ran 0 times'],
  ['launched', '0, ran 1 times'],
])('a step whose agent is killed at “%s”: %s', async ([point, ending], { expect }) => {
  expect(await endingAfterKillAt(point!)).toBe(ending)
})
