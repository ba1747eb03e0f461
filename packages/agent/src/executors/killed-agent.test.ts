import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ProcessExecutor } from './process.ts'

const code = `
  import { ProcessExecutor } from ${JSON.stringify(new URL('process.ts', import.meta.url).href)}
  const [work] = process.argv.slice(1)
  const command = ['sh', '-c', 'echo x >> ' + work + '/ran']
  await new ProcessExecutor(work).start({ attempt: 'a', command, cwd: work, env: { PATH: process.env.PATH } })`

/** What is known of a step whose agent was killed at a point of its start. */
async function endingAfterKillAt(point: string): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'clearway-killed-'))
  try {
    const agent = spawn(process.execPath, ['--input-type=module', '-e', code, work], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, CLEARWAY_AGENT_FAULT: point },
    })
    expect(await once(agent, 'exit')).toEqual([null, 'SIGKILL'])
    const executor = new ProcessExecutor(work)
    expect(await executor.leftovers()).toEqual(['a'])
    const ending = await executor.wait('a', AbortSignal.timeout(60_000))
    await executor.stop('a', 0)
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
