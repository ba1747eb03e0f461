import { useLocalStorage } from '@mantine/hooks'
import { numberBetween } from './number-between.ts'

/** The widths that a panel may have, in percent of its page. */
export const [leastWidth, mostWidth, usualWidth] = [25, 70, 38]
const read = numberBetween(leastWidth, mostWidth, usualWidth)

/** The width of panels, which the browser stores, and the function that changes it. */
export function usePaneWidth(): readonly [number, (width: number) => void] {
  const [width, setWidth] = useLocalStorage({
    key: 'clearway-pane-width',
    defaultValue: usualWidth,
    deserialize: read,
    serialize: String,
    getInitialValueInEffect: false,
  })
  return [width, (to) => setWidth(read(String(to)))]
}
