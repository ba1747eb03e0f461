/** The most rows that the server gives on one page. */
const pageSize = 500

/** Reads a list to its end, page by page. */
export async function allPages<T>(
  read: (page: { readonly page: number; readonly page_size: number }) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (let page = 0; ; page += 1) {
    const rows = await read({ page, page_size: pageSize })
    all.push(...rows)
    if (rows.length < pageSize) return all
  }
}
