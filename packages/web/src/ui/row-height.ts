import { useLocalStorage } from '@mantine/hooks'

/** How high the rows of tables may be, in pixels. */
export const rowHeights = [26, 30, 36] as const
export type RowHeight = (typeof rowHeights)[number]
const usual = 30

/** The height of the rows of tables, which the browser stores, and the function that changes it. */
export function useRowHeight(): readonly [RowHeight, (height: RowHeight) => void] {
  const [height, setHeight] = useLocalStorage<RowHeight>({
    key: 'clearway-row-height',
    defaultValue: usual,
    deserialize: (text) => rowHeights.find((known) => String(known) === text) ?? usual,
    serialize: String,
    getInitialValueInEffect: false,
  })
  return [height, setHeight]
}
