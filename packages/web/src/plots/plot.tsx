import { useMemo } from 'react'
import { imageSources, withImages } from './figure-images.ts'
import { type Figure, PlotFrame } from './plot-frame.tsx'
import { CellTable } from '../ui/cell-table.tsx'
import { tableOf, undrawable } from './table-of.ts'
import { useImages } from './use-images.ts'

/** A figure: a table as one of the page, anything else drawn in a frame. */
export function Plot({ title, figure }: { readonly title: string; readonly figure: Figure }) {
  const rows = useMemo(() => tableOf(figure), [figure])
  const kinds = useMemo(() => undrawable(figure), [figure])
  if (rows !== undefined) return <CellTable name={title} rows={rows} />
  if (kinds.length > 0)
    return (
      <p className="muted">
        This page draws no plots of the kind {kinds.join(', ')}.{' '}
        <a href={asFile(figure)} download={`${title}.json`}>
          Download the figure
        </a>{' '}
        to open it with Plotly.
      </p>
    )
  return <DrawnPlot title={title} figure={figure} />
}

const asFile = (figure: Figure): string => `data:application/json,${encodeURIComponent(JSON.stringify(figure))}`

/** A figure, with the images of this server that it shows. Images that lie elsewhere are named below it. */
function DrawnPlot({ title, figure }: { readonly title: string; readonly figure: Figure }) {
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
