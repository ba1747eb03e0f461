import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Supervision } from './supervision.ts'

test('a supervision is over when another one has taken its folder or the folder is gone, but not when its file cannot be read', async () => {
  const work = await mkdtemp(join(tmpdir(), 'clearway-supervision-'))
  const first = new Supervision(work)
  await first.begin()
  expect(await first.isOver()).toBe(false)

  const second = new Supervision(work)
  await second.begin()
  expect([await first.isOver(), await second.isOver()]).toEqual([true, false])

  // A folder stands for a file that exists and cannot be read.
  await rm(join(work, 'supervisor'))
  await mkdir(join(work, 'supervisor'))
  expect(await second.isOver()).toBe(false)

  await rm(work, { recursive: true })
  expect(await second.isOver()).toBe(true)
})
