import { expect, test } from 'vitest'
import { Inbox } from './inbox.ts'

test('what is put is taken whole and in order, whether it came before or after the asking', async () => {
  const inbox = new Inbox<number>()
  inbox.put(1)
  inbox.put(2)
  expect(await inbox.take()).toEqual([1, 2])
  const taking = inbox.take()
  inbox.put(3)
  expect(await taking).toEqual([3])
})

test('what is quiet goes along with the next that is not, and by itself after a moment', async () => {
  const inbox = new Inbox<string>((item) => item.startsWith('quiet'))
  const taking = inbox.take()
  inbox.put('quiet 1')
  inbox.put('urgent')
  expect(await taking).toEqual(['quiet 1', 'urgent'])
  inbox.put('quiet 2')
  expect(await inbox.take()).toEqual(['quiet 2'])
})

test('a failure ends the taking, and the first one is told', async () => {
  const inbox = new Inbox<number>()
  const taking = inbox.take()
  inbox.fail(new Error('first'))
  inbox.fail(new Error('second'))
  await expect(taking).rejects.toThrow('first')
  await expect(inbox.take()).rejects.toThrow('first')
})
