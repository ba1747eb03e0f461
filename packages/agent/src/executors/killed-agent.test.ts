import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { ProcessExecutor } from './process.ts'

const code = `
  import { ProcessExecutor } from ${JSON.stringify(new URL('process.ts', import.meta.url).href)}
  const [work, marks] = process.argv.slice(1)
  const executor = new ProcessExecutor(work)
  for (let index = 0; ; index++) {
    if (index === 1) console.log('ready')
    const command = ['sh', '-c', 'echo x >> ' + marks + '/' + index]
    await executor.start({ attempt: String(index), command, cwd: work, env: { PATH: process.env.PATH } })
  }`

test('wherever kill -9 meets the agent, each step has either run once, to its end, or not at all and is known as lost', async () => {
  const seen: string[] = []
  for (let round = 0; round < 12; round++) {
    const work = await mkdtemp(join(tmpdir(), 'clearway-killed-'))
    try {
      const agent = spawn(process.execPath, ['--input-type=module', '-e', code, work, work], { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(agent.stdout, 'data')
      // Spread over a step's start, which takes some 4 ms.
      await sleep(round * 0.7)
      agent.kill('SIGKILL')
      await once(agent, 'exit')

      const executor = new ProcessExecutor(work)
      for (const handle of await executor.leftovers()) {
        const ending = await executor.wait(handle, AbortSignal.timeout(10_000))
        const marks = await readFile(join(work, handle), 'utf8').catch(() => '')
        seen.push(`${ending.how === 'exited' ? ending.code : ending.how}, ran ${marks.length / 2} times`)
        await executor.stop(handle, 0)
      }
    } finally {
      await rm(work, { recursive: true, force: true })
    }
  }
  expect(seen.filter((ending) => ending === '0, ran 1 times').length).toBeGreaterThanOrEqual(12)
  expect(seen.filter((ending) => ending !== '0, ran 1 times' && ending !== 'lost, ran 0 times')).toEqual([])
})
