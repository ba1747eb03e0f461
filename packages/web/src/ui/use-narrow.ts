import { useMediaQuery } from '@mantine/hooks'

/** Whether the page is as narrow as on a phone: panels then lie over the page, and a run comes as a table. `phone.css` has the same width. */
export function useNarrow(): boolean {
  return useMediaQuery('(max-width: 800px)', false, { getInitialValueInEffect: false })
}
