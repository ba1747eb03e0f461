import type { KeyboardEvent } from 'react'

const toNextRow = ['ArrowDown', 'j']
const toRowAbove = ['ArrowUp', 'k']

/** Moves the focus by arrow keys: up and down to what is nearest in the next row that has something, left and right within a row. */
export function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const { target, currentTarget, key, ctrlKey, metaKey, altKey } = event
  if (!(target instanceof HTMLElement) || target.dataset['row'] === undefined || ctrlKey || metaKey || altKey) return
  const row = Number(target.dataset['row'])
  const all = [...currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const rowOf = ({ dataset }: HTMLElement): number => Number(dataset['row'])
  const inRow = (wanted: number): HTMLElement[] => all.filter((element) => rowOf(element) === wanted)
  let next: HTMLElement | undefined
  if (toNextRow.includes(key)) next = nearest(target, inRow(Math.min(...all.map(rowOf).filter((other) => other > row))))
  else if (toRowAbove.includes(key)) next = nearest(target, inRow(Math.max(...all.map(rowOf).filter((other) => other < row))))
  else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const own = inRow(row)
    next = own[own.indexOf(target) + (key === 'ArrowLeft' ? -1 : 1)]
  } else return
  event.preventDefault()
  next?.focus()
}

function nearest(from: HTMLElement, candidates: readonly HTMLElement[]): HTMLElement | undefined {
  const left = (element: HTMLElement): number => element.getBoundingClientRect().left
  const away = (element: HTMLElement): number => Math.abs(left(element) - left(from))
  return candidates.toSorted((a, b) => away(a) - away(b))[0]
}
