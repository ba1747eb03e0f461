import type { KeyboardEvent, PointerEvent } from 'react'
import { leastWidth, mostWidth, usePaneWidth, usualWidth } from './pane-width.ts'

/** How far an arrow key moves it, in percent. */
const byKey = 2

/** The line between a page and its panel: it is dragged, or moved by the arrow keys; a double click gives the panel its usual width. */
export function PaneDivider({ label }: { readonly label: string }) {
  const [width, setWidth] = usePaneWidth()
  const keyDown = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: width + byKey, ArrowRight: width - byKey, Home: leastWidth, End: mostWidth, Enter: usualWidth }[event.key]
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    setWidth(to)
  }
  const drag = ({ currentTarget: divider, pointerId, clientX }: PointerEvent<HTMLDivElement>): void => {
    const page = divider.parentElement?.parentElement?.getBoundingClientRect()
    if (page === undefined || !divider.hasPointerCapture(pointerId)) return
    setWidth(((page.right - clientX) / page.width) * 100)
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuemin={leastWidth}
      aria-valuemax={mostWidth}
      aria-valuenow={width}
      aria-valuetext={`${width} % of the page`}
      tabIndex={0}
      className="pane-divider"
      title="Drag it, or move it by the arrow keys; a double click sets it back"
      onKeyDown={keyDown}
      onDoubleClick={() => setWidth(usualWidth)}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        event.preventDefault()
        event.currentTarget.focus()
      }}
      onPointerMove={drag}
    />
  )
}
