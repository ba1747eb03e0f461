import { expect, test } from 'vitest'
import { Feed, type FeedMessage } from './feed.ts'

/** A feed whose clock the test sets, and pages that join it. */
function openFeed() {
  const clock = { now: 0 }
  const feed = new Feed(() => clock.now)
  const join = (began: number) => {
    const told: FeedMessage[] = []
    feed.join((message) => void told.push(message), began)
    return {
      missed: () => told.some((message) => 'missed' in message),
      changes: () => told.flatMap((message) => ('change' in message ? [message.change.seq] : [])),
    }
  }
  const change = (seq: number, at: number): void => {
    clock.now = at
    feed.take({ change: { seq, entity: 'task', id: 'a', kind: 'edited', rev: 1 } })
  }
  return { clock, feed, join, change }
}

test('a page whose position the stream began from has missed nothing, one that began before it has', () => {
  const { feed, join, change } = openFeed()
  const [earlier, first, later] = [join(90), join(100), join(110)]
  feed.take({ state: 'open', since: 100 })
  change(1, 200)
  expect([earlier, first, later].map((page) => page.missed())).toEqual([true, false, false])
  expect([earlier, first, later].map((page) => page.changes())).toEqual([[1], [1], [1]])
})

test('a page that joins an open stream is given what came since the page began, and nothing else', () => {
  const { feed, join, change } = openFeed()
  feed.take({ state: 'open', since: 0 })
  change(1, 100)
  change(2, 200)
  change(3, 300)
  const page = join(200)
  change(4, 400)
  expect(page.changes()).toEqual([2, 3, 4])
  expect(page.missed()).toBe(false)
})

test('after a stream that began without a position, and after one that broke, every page may have missed changes', () => {
  const { clock, feed, join } = openFeed()
  clock.now = 100
  const page = join(90)
  feed.take({ state: 'open' })
  expect(page.missed()).toBe(true)
  const late = join(100)
  expect(late.missed()).toBe(false)
  clock.now = 200
  feed.take({ state: 'lost' })
  feed.take({ state: 'open' })
  expect(late.missed()).toBe(true)
})

test('a page that began before the latest changes that are stored may have missed some', () => {
  const { feed, join, change } = openFeed()
  feed.take({ state: 'open', since: 0 })
  for (let seq = 1; seq <= 2000; seq += 1) change(seq, seq)
  expect(join(1000).missed()).toBe(true)
  const page = join(1001)
  expect(page.missed()).toBe(false)
  expect(page.changes()).toHaveLength(1000)
})
