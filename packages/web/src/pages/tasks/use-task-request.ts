import { useQueries, useQuery } from '@tanstack/react-query'
import type { TaskType } from '@clearway/contract/status'
import { useMemo } from 'react'
import { type TaskListRequest, taskMetricsQuery, taskParametersQuery } from '../../api/task-list.ts'
import { userQuery } from '../../api/queries.ts'
import { pathOf } from '../../table/field-path.ts'
import { type CompareTerm, parseFilter, type RangeTerm, type Term } from '../../table/filter-language.ts'
import { metricName, metricPath } from '../../table/metric-column.tsx'
import { useKept } from '../../ui/use-kept.ts'
import { type ComparedField, conditionsOf } from './filter-conditions.ts'
import { requestOf, type TaskSearch } from './task-search.ts'

interface Filtered {
  readonly request: TaskListRequest
  /** What the list cannot be filtered by, as sentences. */
  readonly faults: readonly string[]
}

/** The list that an address stands for. Names of metrics and parameters are looked up on the server; until then the previous list stays. */
export function useTaskRequest(search: TaskSearch, types: readonly TaskType[] | undefined): Filtered {
  const terms = useMemo(() => parseFilter(search.q ?? ''), [search.q])
  const compared = useMemo(() => terms.filter((term): term is CompareTerm | RangeTerm => 'name' in term), [terms])
  const { data: me } = useQuery(userQuery)
  const { project } = search
  const { data: metrics, isError } = useQuery({ ...taskMetricsQuery(project), enabled: compared.length > 0 })
  const parameters = useQueries({ queries: compared.map(({ name }) => taskParametersQuery(project, name)) })
  const isKnown =
    (me !== undefined || !terms.some((term) => 'user' in term)) &&
    (compared.length === 0 || ((metrics !== undefined || isError) && parameters.every(({ isPending }) => !isPending)))
  const fields = useKept(
    [
      ...(metrics ?? []).map(({ metric_hash, variant_hash, ...named }): ComparedField => ({
        names: [metricName(named), named.metric, named.variant],
        path: metricPath(metric_hash, variant_hash),
        isMetric: true,
      })),
      ...parameters
        .flatMap(({ data }) => data?.found ?? [])
        .map(({ section, name }): ComparedField => ({
          names: [`${section}/${name}`, name],
          path: pathOf('hyperparams', section, name),
          isMetric: false,
        })),
    ],
    haveSamePaths,
  )
  const found = useMemo((): Filtered => {
    const known = new Map(fields.map((field) => [field.path, field]))
    const { filters, faults } = conditionsOf(compared, [...known.values()])
    return { request: { ...requestOf(search, types), filters, conditions: otherConditions(terms, me?.id) }, faults }
  }, [terms, compared, fields, search, types, me?.id])
  return useKept(found, () => !isKnown)
}

/** Whether two lists are of the same fields: the names of a field follow from its path. */
function haveSamePaths(some: readonly ComparedField[], others: readonly ComparedField[]): boolean {
  return some.length === others.length && some.every(({ path }, index) => path === others[index]?.path)
}

/** The conditions that stand for users, and for a change of the status since the day began here. */
function otherConditions(terms: readonly Term[], me: string | undefined): NonNullable<TaskListRequest['conditions']> {
  const user = terms.findLast((term) => 'user' in term)?.user
  const since = new Date(new Date().setHours(0, 0, 0, 0)).toISOString()
  return {
    ...(user === undefined ? {} : user === 'me' ? { user: ['__$any', me ?? ''] } : { 'user.name': ['__$any', user] }),
    ...(terms.some((term) => 'changed' in term) ? { status_changed: [`>=${since}`] } : {}),
  }
}
