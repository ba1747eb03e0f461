import { useLocalStorage } from '@mantine/hooks'
import { useEffect } from 'react'
import { keyOf, press } from './press.ts'
import { type ShortcutName, shortcutNames, shortcuts } from './shortcuts.ts'
import { useMember } from './use-member.ts'

type Handlers = { readonly [Name in ShortcutName]?: () => void }

/** What the parts of the page have bound. The part that came last has the key. */
const parts = new Set<() => Handlers>()
/** After this time a press begins anew, in milliseconds. */
const longestPause = 1000

/** Binds keys while the component is on the page. */
export function useShortcuts(handlers: Handlers): void {
  useMember(parts, handlers)
}

/** Whether keys act also where single keys are switched off: these are no letters, which speech recognition would type. */
function isNoLetter(keys: string): boolean {
  return keys.startsWith('Ctrl+') || keys === 'Escape'
}

/** Whether single keys act. People who dictate, or press keys by accident, switch them off. */
export function useSingleKeys() {
  return useLocalStorage({ key: 'clearway-single-keys', defaultValue: true, getInitialValueInEffect: false })
}

/** Listens to the keys of the page, for all parts that bind some. Keys that are typed into a field or a dialog are left to it. */
export function useKeyListener(): void {
  const [hasSingleKeys] = useSingleKeys()
  useEffect(() => {
    let [pending, pressedAt] = ['', 0]
    const listen = (event: KeyboardEvent): void => {
      const key = keyOf(event)
      if (key === undefined || event.repeat || event.isComposing || isTyped(event)) return
      const actions = new Map<string, () => void>()
      for (const part of parts)
        for (const name of shortcutNames) {
          const { keys } = shortcuts[name]
          const act = part()[name]
          if (act !== undefined && (hasSingleKeys || isNoLetter(keys))) actions.set(keys, act)
        }
      const pressed = press(event.timeStamp - pressedAt > longestPause ? '' : pending, key, [...actions.keys()])
      ;[pending, pressedAt] = [pressed.pending, event.timeStamp]
      if (pressed.completed === undefined) return
      event.preventDefault()
      actions.get(pressed.completed)?.()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [hasSingleKeys])
}

/** Whether a key belongs to a dialog over the page, or to a field. Keys with `Ctrl` act in fields as well. */
function isTyped({ target, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('[role=dialog]') !== null) return true
  return target.matches('input, textarea, select, [contenteditable]') && !ctrlKey && !metaKey
}
