import { type ChildProcessWithoutNullStreams as Child, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { makeOwnedFolder } from './owned-folder.ts'

const here = new URL('./owned-folder.ts', import.meta.url).href

test('a folder of a killed process is deleted with the next one that is made; those of live processes and all others stay', async () => {
  const around = await mkdtemp(join(tmpdir(), 'clearway-around-'))
  onTestFinished(() => rm(around, { recursive: true, force: true }))
  const program = `import { makeOwnedFolder } from ${JSON.stringify(here)}
    console.log(await makeOwnedFolder('steps', ${JSON.stringify(around)}))
    setInterval(() => {}, 1000)`
  const [live, killed] = ['live', 'killed'].map(() => spawn(process.execPath, ['--input-type=module-typescript', '-e', program])) as [
    Child,
    Child,
  ]
  onTestFinished(() => void live.kill('SIGKILL'))
  const firstLine = async (child: Child): Promise<string> => String((await once(child.stdout, 'data'))[0]).trim()
  const [ofLive, ofKilled] = [await firstLine(live), await firstLine(killed)]
  const other = join(around, 'clearway-steps-x7Qb2z')
  // The number of a live process that began at another time.
  const reused = ofKilled.replace(/-\d+-([\da-f]{8})-/, `-${process.pid}-$1-`)
  const elsewhere = ofKilled.replace(/-[\da-f]{8}-/, '-00000000-')
  for (const folder of [other, reused, elsewhere]) await mkdir(folder)
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const own = await makeOwnedFolder('push', around)
  const folders = [own, ofLive, ofKilled, reused, other, elsewhere]
  expect(folders.map((folder) => existsSync(folder))).toEqual([true, true, false, false, true, true])
})
