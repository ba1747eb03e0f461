import { expect, test } from 'vitest'
import { keyOf, press } from './press.ts'
import { shortcutNames, shortcuts } from './shortcuts.ts'

/** What a row of presses completes. */
function completedBy(keys: readonly string[], bound: readonly string[]): string[] {
  const completed: string[] = []
  let pending = ''
  for (const key of keys) {
    const pressed = press(pending, key, bound)
    pending = pressed.pending
    if (pressed.completed !== undefined) completed.push(pressed.completed)
  }
  return completed
}

test('each sequence is completed by its presses, also straight after another one', () => {
  const bound = shortcutNames.map((name) => shortcuts[name].keys)
  for (const first of bound)
    for (const second of bound) expect(completedBy([...first.split(' '), ...second.split(' ')], bound)).toEqual([first, second])
})

test('a press that continues nothing stands for itself, and one that is not bound ends what was begun', () => {
  expect(completedBy(['g', 'e', 'w'], ['g w', 'e', 'w'])).toEqual(['e', 'w'])
  expect(completedBy(['g', 'x', 'w'], ['g w'])).toEqual([])
  expect(completedBy(['g', 'g', 'w'], ['g w'])).toEqual(['g w'])
  expect(completedBy(['w'], [])).toEqual([])
})

test('a key is named by what it types, and the command key is Ctrl', () => {
  const plain = { altKey: false, ctrlKey: false, metaKey: false }
  expect(keyOf({ ...plain, key: '?' })).toBe('?')
  expect(keyOf({ ...plain, key: 'K', metaKey: true })).toBe('Ctrl+k')
  expect(keyOf({ ...plain, key: 'Shift' })).toBeUndefined()
  expect(keyOf({ ...plain, key: 'f', altKey: true })).toBeUndefined()
})
