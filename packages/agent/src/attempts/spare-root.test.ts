import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { attemptRoot, attemptsIn, makeAttemptRoot } from './attempt-root.ts'
import { findLeftovers } from './leftovers.ts'
import { SpareRoot } from './spare-root.ts'

test('a folder that was made ahead becomes that of one attempt, and one that a dead agent has left is deleted', async () => {
  const work = await mkdtemp(join(tmpdir(), 'clearway-spare-'))
  try {
    const spare = new SpareRoot(work, makeAttemptRoot)
    expect(spare.give(attemptRoot(work, 'a1'))).toBe(false)
    spare.prepare()
    spare.prepare()
    expect(attemptsIn(work)).toHaveLength(1)
    expect(spare.give(attemptRoot(work, 'a1'))).toBe(true)
    expect(spare.give(attemptRoot(work, 'a2'))).toBe(false)
    expect(attemptsIn(work)).toEqual(['a1'])
    spare.prepare()
    await spare.close()
    expect(attemptsIn(work)).toEqual(['a1'])
    spare.prepare()
    await findLeftovers(work)
    expect(attemptsIn(work)).toEqual([])
  } finally {
    await rm(work, { recursive: true, force: true })
  }
})
