/** How rows that are sorted by `sort` (`name`, or `-name` for the reverse) are sorted by a field. */
export function sortOf(by: string, sort: string | undefined): 'ascending' | 'descending' | 'none' {
  return sort === by ? 'ascending' : sort === `-${by}` ? 'descending' : 'none'
}

/** What rows are sorted by after a click on a header: ascending at first, then the reverse. */
export function nextSort(by: string, sort: string | undefined): string {
  return sortOf(by, sort) === 'ascending' ? `-${by}` : by
}
