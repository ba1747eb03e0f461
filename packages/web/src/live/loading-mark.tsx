import { useDebouncedValue } from '@mantine/hooks'
import { useIsFetching } from '@tanstack/react-query'

/** The time after which reading is shown, in milliseconds: most pages have read by then. */
const patience = 400

/** Shows that the page reads data for the first time, if that takes a while. While known data are read again, they are shown without this mark. */
export function LoadingMark() {
  const isReading = useIsFetching({ predicate: ({ state }) => state.data === undefined }) > 0
  const [wasReading] = useDebouncedValue(isReading, patience)
  return isReading && wasReading ? (
    <p role="status" className="loading-mark muted">
      Loading …
    </p>
  ) : null
}
