import { type Look, lookOf } from '../ui/look.ts'
import type { Part } from './parts-of.ts'

/** The shapes of the states as characters, for where nothing can be drawn. */
const marks: Readonly<Record<Look['shape'], string>> = {
  ring: '○',
  clock: '◔',
  arc: '●',
  check: '✔',
  cross: '✖',
  square: '■',
  dash: '⊖',
  bolt: '↯',
  triangle: '▲',
}

/** What the browser's tab calls a page: the mark of its state and its name; empty as long as the name is not known. */
export function titleOf(parts: readonly Part[]): string {
  const page = parts.at(-1)
  if (page === undefined || page.label === '') return ''
  const { label, title = label, state } = page
  return state === undefined ? title : `${marks[lookOf(state).shape]} ${title}`
}
