import { paneWidth } from './pane-width.ts'
import { rowHeight } from './row-height.ts'

/** Gives the style sheets the sizes that the browser keeps, and every later one. */
export function showKeptSizes({ style }: HTMLElement): void {
  const show = (): void => {
    style.setProperty('--pane', `${paneWidth.get()}%`)
    style.setProperty('--row', `${rowHeight.get()}px`)
  }
  show()
  paneWidth.subscribe(show)
  rowHeight.subscribe(show)
}
