import { useMemo } from 'react'
import { imageSources, withImages } from './figure-images.ts'
import { type Figure, PlotFrame } from './plot-frame.tsx'
import { useImages } from './use-images.ts'

/** A figure, with the images of this server that it shows. Images that lie elsewhere are named below it. */
export function Plot({ title, figure }: { readonly title: string; readonly figure: Figure }) {
  const sources = useMemo(() => imageSources(figure), [figure])
  const { contents, missing, isReading } = useImages(sources)
  const whole = useMemo(() => withImages(figure, contents), [figure, contents])
  return (
    <>
      {isReading ? <div className="plot" /> : <PlotFrame title={title} figure={whole} />}
      {missing.map((source) => (
        <p key={source} className="muted">
          An image of this plot could not be read from this server: {source.slice(0, 300)}
        </p>
      ))}
    </>
  )
}
