import type { Ink } from './paint.ts'

/** The colours of the style sheet, each read once for a picture, because reading one takes as long as painting a box. */
export function inksOf(element: HTMLElement): Ink {
  const css = getComputedStyle(element)
  const known = new Map<string, string>()
  return (variable) => {
    const color = known.get(variable) ?? css.getPropertyValue(variable).trim()
    known.set(variable, color)
    return color
  }
}
