import type { Figure } from './plot-frame.tsx'

/** Reads a stored plot; undefined if it is no figure, since programs may store anything. */
export function figureOf(text: unknown): Figure | undefined {
  try {
    const figure: unknown = JSON.parse(String(text))
    if (typeof figure !== 'object' || figure === null || !('data' in figure) || !Array.isArray(figure.data)) return undefined
    const layout = 'layout' in figure && typeof figure.layout === 'object' && figure.layout !== null ? figure.layout : {}
    return { data: figure.data, layout }
  } catch {
    return undefined
  }
}
