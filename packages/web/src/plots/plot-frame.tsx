import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'

/** A figure of Plotly, as ClearML's clients store it. */
export interface Figure {
  readonly data: readonly unknown[]
  readonly layout: object
}

/** Draws a figure in a frame without an origin, network or cookies, because the figure comes from anybody's program. */
export function PlotFrame({ title, figure: { data, layout } }: { readonly title: string; readonly figure: Figure }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const isDark = useComputedColorScheme('light') === 'dark'
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => {
    const draw = (): void => frame.current?.contentWindow?.postMessage({ data, layout, isDark }, '*')
    const over = new AbortController()
    window.addEventListener(
      'message',
      ({ source, data: said }) => {
        if (source !== frame.current?.contentWindow) return
        if (said === 'ready') draw()
        if (said === 'drawn') setDrawn(true)
      },
      over,
    )
    // The frame may have said before that it is ready.
    draw()
    return () => over.abort()
  }, [data, layout, isDark])
  return (
    <iframe ref={frame} title={title} src="/plot-frame/index.html" sandbox="allow-scripts" className={isDrawn ? 'plot' : 'plot undrawn'} />
  )
}
