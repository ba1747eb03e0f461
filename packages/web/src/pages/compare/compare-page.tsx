import './compare.css'
import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { comparedQuery } from '../../api/compare.ts'
import { Teach } from '../../connect/teach.tsx'
import { bringIntoView } from '../../ui/bring-into-view.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { ComparedImages } from './compared-images.tsx'
import { codeOf, configurationsOf } from '../../compare/texts.ts'
import { ComparedTexts } from './compared-texts.tsx'
import { ComparedTasks } from './compared-tasks.tsx'
import { type CompareChange, compareTabs, type CompareTab, readCompareSearch } from './compare-search.ts'
import { Differences } from './differences.tsx'
import { Metrics } from './metrics.tsx'

const ComparedScalars = lazy(async () => ({ default: (await import('./compared-scalars.tsx')).ComparedScalars }))
const route = getRouteApi('/framed/compare')

/** What made the difference between tasks or runs. */
export function ComparePage() {
  const search = route.useSearch()
  const { ids = [], base, tab = 'differences' } = search
  const navigate = useNavigate()
  const change = (part: CompareChange): void =>
    void navigate({ to: '/compare', search: (old) => readCompareSearch({ ...old, ...part }), replace: true })
  const { data, error } = useQuery(comparedQuery(ids))
  const tasks = useMemo(() => data ?? [], [data])
  const found = tasks.findIndex(({ id }) => id === base)
  const baseIndex = found === -1 ? 0 : found
  return (
    <div className="compare-page">
      <header className="run-header">
        <h1>Compare</h1>
        <ComparedTasks tasks={tasks} base={baseIndex} onChange={change} />
      </header>
      <Failure error={error} />
      {ids.length < 2 || (data !== undefined && tasks.length < 2) ? (
        <Empty>
          <p>
            Pick two or more tasks in <Link to="/tasks">Tasks</Link> or runs in <Link to="/pipelines">Pipelines</Link>, then choose Compare.
          </p>
          {ids.length === 0 ? <Teach page="compare">A program that runs twice makes two tasks to compare:</Teach> : null}
        </Empty>
      ) : tasks.length < 2 ? null : (
        <>
          <Tabs value={tab} onChange={(value) => change({ tab: value === 'differences' ? undefined : (value as CompareTab) })}>
            <Tabs.List px={12}>
              {compareTabs.map((value) => (
                <Tabs.Tab key={value} ref={value === tab ? bringIntoView : undefined} value={value} py={6} px={10} fz={12}>
                  {`${value[0]?.toUpperCase()}${value.slice(1)}`}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </Tabs>
          <section className="compare-body" aria-label={tab}>
            {tab === 'differences' ? <Differences tasks={tasks} base={baseIndex} search={search} onChange={change} /> : null}
            {tab === 'metrics' ? <Metrics tasks={tasks} base={baseIndex} /> : null}
            {tab === 'scalars' ? (
              <Suspense fallback={null}>
                <ComparedScalars tasks={tasks} search={search} onChange={change} />
              </Suspense>
            ) : null}
            {tab === 'images' ? <ComparedImages tasks={tasks} search={search} onChange={change} /> : null}
            {tab === 'code' || tab === 'configuration' ? (
              <ComparedTexts
                tasks={tasks}
                base={baseIndex}
                search={search}
                onChange={change}
                texts={tab === 'code' ? [codeOf(tasks)] : configurationsOf(tasks)}
                empty={
                  tab === 'code'
                    ? 'No task has code of its own: it may lie in a repository, whose commit is among the differences.'
                    : 'No task has a configuration.'
                }
              />
            ) : null}
          </section>
        </>
      )}
    </div>
  )
}
