import { type RefObject, useEffect, useRef } from 'react'

/** Moves the items of a list by dragging one to the place of another, and by `Alt` with the arrow keys. Places are counted from 0. */
export function useReorder(list: RefObject<HTMLOListElement | null>, onMove: (from: number, to: number) => void): void {
  const latest = useRef(onMove)
  useEffect(() => {
    latest.current = onMove
  })
  useEffect(() => {
    const at = list.current
    if (at === null) return undefined
    let dragged: number | undefined
    const placeOf = ({ target }: Event): number | undefined => {
      const item = target instanceof Element ? target.closest('li') : null
      return item === null ? undefined : [...at.children].indexOf(item)
    }
    const start = (event: DragEvent): void => {
      dragged = placeOf(event)
      if (event.dataTransfer !== null) event.dataTransfer.effectAllowed = 'move'
    }
    // An item that is not refused may be dropped upon.
    const over = (event: DragEvent): void => {
      if (dragged !== undefined) event.preventDefault()
    }
    const drop = (event: DragEvent): void => {
      const to = placeOf(event)
      if (dragged === undefined || to === undefined) return
      event.preventDefault()
      latest.current(dragged, to)
    }
    const end = (): void => {
      dragged = undefined
    }
    const press = (event: KeyboardEvent): void => {
      const by = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined
      const from = placeOf(event)
      if (by === undefined || from === undefined) return
      event.preventDefault()
      latest.current(from, from + by)
    }
    const stop = new AbortController()
    const { signal } = stop
    at.addEventListener('dragstart', start, { signal })
    at.addEventListener('dragover', over, { signal })
    at.addEventListener('drop', drop, { signal })
    at.addEventListener('dragend', end, { signal })
    at.addEventListener('keydown', press, { signal })
    return () => stop.abort()
  }, [list])
}
