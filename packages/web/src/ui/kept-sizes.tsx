import { useLayoutEffect } from 'react'
import { usePaneWidth } from './pane-width.ts'
import { useRowHeight } from './row-height.ts'

/** Gives the style sheets the sizes that the browser stores, and each change of them. */
export function KeptSizes() {
  const [width] = usePaneWidth()
  const [height] = useRowHeight()
  useLayoutEffect(() => {
    const { style } = document.documentElement
    style.setProperty('--pane', `${width}%`)
    style.setProperty('--row', `${height}px`)
  }, [width, height])
  return null
}
