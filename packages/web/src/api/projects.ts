import { escaped } from '@clearway/contract/name-pattern'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** How many projects a search offers; more words find the others. */
const mostFound = 50

/** The projects whose path has a text in it, in the order of their paths, and whether there are more. */
export const foundProjectsQuery = (text: string) =>
  queryOptions({
    queryKey: ['found-projects', text],
    queryFn: async ({ signal }) => {
      const { projects } = await api.projects.get_all_ex(
        {
          ...(text === '' ? {} : { _any_: { fields: ['name', 'id'], pattern: escaped(text) } }),
          only_fields: ['id', 'name'],
          order_by: ['name'],
          search_hidden: true,
          page: 0,
          page_size: mostFound + 1,
        },
        { signal },
      )
      return { projects: projects.slice(0, mostFound), hasMore: projects.length > mostFound }
    },
    placeholderData: keepPreviousData,
    meta: { reads: ['project'] },
  })
