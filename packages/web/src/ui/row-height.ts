import { useSyncExternalStore } from 'react'
import { keptValue } from './kept-value.ts'

/** How high the rows of tables may be, in pixels. */
export const rowHeights = [26, 30, 36] as const
export type RowHeight = (typeof rowHeights)[number]
const usual = 30

export const rowHeight = keptValue<RowHeight>({
  key: 'clearway-row-height',
  read: (text) => rowHeights.find((height) => String(height) === text) ?? usual,
  window,
})

export function useRowHeight(): RowHeight {
  return useSyncExternalStore(rowHeight.subscribe, rowHeight.get)
}
