import { useComputedColorScheme } from '@mantine/core'
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'
import { GraphPainter, type Picture } from './graph-painter.ts'
import { inksOf } from './inks-of.ts'
import type { Size } from './miniature.ts'
import type { Minimap } from './minimap.ts'
import { type Ink, readableZoom, type View } from './paint.ts'
import type { SeenView } from './seen-view.ts'

/** What of a picture the page gives; the rest is read where it is painted. */
type Drawn = Omit<Picture, 'view' | 'size' | 'ink'>

/**
 * Paints a graph on its canvas and in its minimap, and moves its boxes along. Gives the refs of the elements, the boxes that can be read, `paint`, which
 * paints at once, `repaint`, which paints with the browser's next picture, and the size of the frame.
 */
export function usePaintedGraph(view: SeenView, drawn: RefObject<Drawn>) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const boxes = useRef<HTMLDivElement>(null)
  const map = useRef<HTMLDivElement>(null)
  const scheme = useComputedColorScheme('light')
  const [shown, setShown] = useState<readonly number[]>([])
  const minimap = useRef<Minimap>(undefined)
  const frameRequest = useRef(0)
  const painter = useRef(new GraphPainter())
  // Read only where they may have changed: reading them while a change of a step is being shown would lay the page out.
  const size = useRef<Size>(undefined)
  const ink = useRef<Ink>(undefined)

  const frameSize = useCallback((at: HTMLElement): Size => (size.current ??= sizeOf(at)), [])
  const paint = useCallback((): void => {
    frameRequest.current = 0
    if (frame.current === null || canvas.current === null || boxes.current === null) return
    ink.current ??= inksOf(frame.current)
    const { x, y, zoom } = view.now
    const transform = `translate(${x}px, ${y}px) scale(${zoom})`
    if (boxes.current.style.transform !== transform) {
      boxes.current.style.transform = transform
      const unzoom = String(1 / zoom)
      if (boxes.current.style.getPropertyValue('--unzoom') !== unzoom) boxes.current.style.setProperty('--unzoom', unzoom)
    }
    const { placement, steps, selected, isWanted, marks } = drawn.current
    const shot = { view: view.now, size: frameSize(frame.current), ink: ink.current }
    const picture = { placement, steps, selected, isWanted, marks, ...shot }
    const seen = painter.current.paint(canvas.current, picture)
    minimap.current?.show(picture)
    const next = zoom < readableZoom ? [] : seen
    setShown((old) => (old.length === next.length && old.every((step, index) => step === next[index]) ? old : next))
  }, [view, drawn, frameSize])
  const repaint = useCallback((): void => {
    frameRequest.current ||= requestAnimationFrame(paint)
  }, [paint])

  useEffect(() => {
    ink.current = undefined
    repaint()
  }, [repaint, scheme])
  useEffect(() => {
    const [at, mapAt] = [frame.current, map.current]
    if (at === null || mapAt === null) return undefined
    let isOver = false
    // A graph that is seen whole, as most are at first, needs none.
    import('./minimap.ts').then(
      (loaded) => {
        if (isOver) return
        minimap.current = new loaded.Minimap(mapAt, (next: View) => view.choose(next))
        repaint()
      },
      // The server is away or has a newer app. Without its minimap the graph can do all that it could, and a later visit loads it.
      () => {},
    )
    const resized = new ResizeObserver(() => {
      size.current = sizeOf(at)
      repaint()
    })
    resized.observe(at)
    return () => {
      isOver = true
      minimap.current?.end()
      resized.disconnect()
      cancelAnimationFrame(frameRequest.current)
      frameRequest.current = 0
    }
  }, [view, repaint])
  return { frame, canvas, boxes, map, shown, paint, repaint, frameSize }
}

function sizeOf({ clientWidth: width, clientHeight: height }: HTMLElement): Size {
  return { width, height }
}
