import { expect, test } from 'vitest'
import { Inbox } from './inbox.ts'

test('items are taken together and in order, whether they are put before or after the call', async () => {
  const inbox = new Inbox<number>()
  inbox.put(1)
  inbox.put(2)
  expect(await inbox.take()).toEqual([1, 2])
  const taking = inbox.take()
  inbox.put(3)
  expect(await taking).toEqual([3])
})

test('items that can wait are taken with the next urgent one, or alone after a short time', async () => {
  const inbox = new Inbox<string>((item) => item.startsWith('later'))
  const taking = inbox.take()
  inbox.put('later 1')
  inbox.put('urgent')
  expect(await taking).toEqual(['later 1', 'urgent'])
  inbox.put('later 2')
  expect(await inbox.take()).toEqual(['later 2'])
})

test('a failure makes every later call reject, with the first error', async () => {
  const inbox = new Inbox<number>()
  const taking = inbox.take()
  inbox.fail(new Error('first'))
  inbox.fail(new Error('second'))
  await expect(taking).rejects.toThrow('first')
  await expect(inbox.take()).rejects.toThrow('first')
})
