import { useDebouncedValue } from '@mantine/hooks'
import { useIsFetching } from '@tanstack/react-query'

/** How long a page may read before it says so, in milliseconds: most have read by then. */
const patience = 400

/** Says that the page reads what it has never had, where that takes a while. What is known stays without it while it is read again. */
export function LoadingMark() {
  const isReading = useIsFetching({ predicate: ({ state }) => state.data === undefined }) > 0
  const [wasReading] = useDebouncedValue(isReading, patience)
  return isReading && wasReading ? (
    <p role="status" className="loading-mark muted">
      Loading …
    </p>
  ) : null
}
