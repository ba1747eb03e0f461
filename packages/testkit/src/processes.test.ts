import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { killTree, processesMarked, processesOfGroup, processTree, untilGone } from './processes.ts'

/** A shell with two children of its own, which says when they are there. */
function startTree(mark: string) {
  const child = execa('sh', ['-c', 'sleep 60 & sleep 60 & echo ready; wait'], { env: { MARK: mark }, detached: true, reject: false })
  return { child, pid: child.pid!, isReady: once(child.stdout, 'data') }
}

test('a program is found with its descendants: by its tree, its group and its environment', async () => {
  const mark = randomUUID()
  const { child, pid, isReady } = startTree(mark)
  try {
    await isReady
    // A child is a copy of the shell until its own program begins.
    await expect.poll(async () => (await processTree(pid)).filter(({ command }) => command.startsWith('sleep'))).toHaveLength(2)
    const found = [await processTree(pid), await processesOfGroup(pid), await processesMarked('MARK', mark)]
    for (const some of found)
      expect(some.map(({ command }) => command.split(' ')[0]).toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
        'sh',
        'sleep',
        'sleep',
      ])
    expect(await processesMarked('MARK', mark.slice(1))).toEqual([])
  } finally {
    await killTree(pid)
    await child
  }
  expect(await processesMarked('MARK', mark)).toEqual([])
})

test('waiting for processes to end throws at the deadline and names them', async () => {
  const { child, pid, isReady } = startTree(randomUUID())
  try {
    await isReady
    await expect(untilGone([pid], 100)).rejects.toThrow(/Still running after 100 ms: \d+ sh/)
  } finally {
    await killTree(pid)
    await child
  }
  await untilGone([pid], 1000)
})
