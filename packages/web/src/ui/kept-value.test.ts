import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keptValue, numberBetween } from './kept-value.ts'

/** The storage of a browser, and its tabs. */
function browser(isAllowed = true) {
  const texts = new Map<string, string>()
  const tabs: ((event: StorageEvent) => void)[] = []
  const refuse = (): void => {
    if (!isAllowed) throw new Error('storage is forbidden')
  }
  const localStorage = {
    getItem: (key: string) => (refuse(), texts.get(key) ?? null),
    setItem: (key: string, text: string) => (refuse(), void texts.set(key, text)),
  } as unknown as Storage
  const addEventListener = ((_: string, listener: (event: StorageEvent) => void) => void tabs.push(listener)) as Window['addEventListener']
  return { texts, tell: (key: string) => tabs.forEach((tab) => tab({ key } as StorageEvent)), window: { localStorage, addEventListener } }
}
const read = numberBetween(25, 70, 38)

test('a value is kept between visits and between tabs, within its bounds', () => {
  fc.assert(
    fc.property(fc.double(), (given) => {
      const { window, texts, tell } = browser()
      const [one, other] = [keptValue({ key: 'width', read, window }), keptValue({ key: 'width', read, window })]
      let changes = 0
      other.subscribe(() => void (changes += 1))
      one.set(given)
      tell('width')
      expect(one.get()).toBe(Number.isFinite(given) ? Math.min(70, Math.max(25, Math.round(given))) : 38)
      expect(other.get()).toBe(one.get())
      expect(changes).toBe(one.get() === 38 ? 0 : 1)
      expect(keptValue({ key: 'width', read, window }).get()).toBe(one.get())
      texts.set('width', 'odd')
      expect(keptValue({ key: 'width', read, window }).get()).toBe(38)
    }),
  )
})

test('where nothing may be stored, a value is kept as long as the page is open', () => {
  const { window } = browser(false)
  const value = keptValue({ key: 'width', read, window })
  value.set(50)
  expect(value.get()).toBe(50)
})
