import type { Figure } from './plot-frame.tsx'

/** The addresses of the images that a figure shows, as ClearML's plots by matplotlib do. */
export function imageSources({ layout }: Figure): readonly string[] {
  return imagesIn(layout).flatMap(({ source }) => (typeof source === 'string' ? [source] : []))
}

/** The figure with the content of its images (`data:` addresses, by the address of each) in place of their addresses, and without those that are not known. */
export function withImages(figure: Figure, contents: ReadonlyMap<string, string>): Figure {
  const images = imagesIn(figure.layout)
  if (images.length === 0) return figure
  const known = images.flatMap((image) => {
    const content = typeof image.source === 'string' ? contents.get(image.source) : undefined
    return content === undefined ? [] : [{ ...image, source: content }]
  })
  return { ...figure, layout: { ...figure.layout, images: known } }
}

interface LayoutImage {
  readonly source?: unknown
}

function imagesIn(layout: object): readonly LayoutImage[] {
  const images: unknown = 'images' in layout ? layout.images : undefined
  return Array.isArray(images) ? images.filter((image): image is LayoutImage => typeof image === 'object' && image !== null) : []
}
