import { keptValue, numberBetween } from './kept-value.ts'

/** The widths that a panel may have, in percent of its page. */
export const [leastWidth, mostWidth, usualWidth] = [25, 70, 38]

export const paneWidth = keptValue({
  key: 'clearway-pane-width',
  read: numberBetween(leastWidth, mostWidth, usualWidth),
  window,
})
