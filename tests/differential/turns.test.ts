import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

test('reads overlap each other, and a write overlaps nothing', async () => {
  const turns = new Turns()
  const events: string[] = []
  const ends = new Map<string, () => void>()
  const call = (name: string) => async (): Promise<void> => {
    events.push(`${name} begins`)
    await new Promise<void>((end) => ends.set(name, end))
    events.push(`${name} ends`)
  }
  const end = async (name: string, done: Promise<void>): Promise<void> => {
    await expect.poll(() => ends.has(name)).toBe(true)
    ends.get(name)?.()
    await done
  }
  const [one, two, write, later] = [
    turns.read(call('one')),
    turns.read(call('two')),
    turns.write(call('write')),
    turns.read(call('later')),
  ] as const
  await end('two', two)
  await end('one', one)
  await end('write', write)
  await end('later', later)
  expect(events).toEqual(['one begins', 'two begins', 'two ends', 'one ends', 'write begins', 'write ends', 'later begins', 'later ends'])
})

test('a call that fails does not keep the next ones from being made', async () => {
  const turns = new Turns()
  const failing = () => Promise.reject(new Error('refused'))
  const failed = await Promise.allSettled([turns.write(failing), turns.read(failing)])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await turns.write(() => Promise.resolve('made'))).toBe('made')
})
