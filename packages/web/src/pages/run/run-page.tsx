import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { RunActions } from '../../actions/run-actions.tsx'
import type { StepView } from '@clearway/contract'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { versionName } from '@clearway/contract/run-origin'
import { runningTime } from '@clearway/contract/running-time'
import type { RunDocument } from '../../api/read-run.ts'
import { runQuery } from '../../api/queries.ts'
import { useShortcuts } from '../../keys/use-shortcuts.ts'
import type { LeastLevel } from '../../log/levels.ts'
import type { RunView } from './run-views.ts'
import { present } from '../../present.ts'
import { RunTimeline } from '../../timeline/run-timeline.tsx'
import { Absent } from '../../ui/absent.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Expected } from '../../ui/expected.tsx'
import { Failure } from '../../ui/failure.tsx'
import { SidePanel } from '../../ui/side-panel.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { TaskTook } from '../../ui/took.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import { TaskPanel } from '../task/task-panel.tsx'
import type { PanelTab } from '../task/panel-tabs.ts'
import { countsOf } from './counts.ts'
import { nextStep } from './next-step.ts'
import { RunLog } from './run-log.tsx'
import { RunOrigin } from './run-origin.tsx'
import { StepCounts } from './step-counts.tsx'
import { StepTable } from './step-table.tsx'

const RunGraph = lazy(async () => ({ default: (await import('../../graph/run-graph.tsx')).RunGraph }))
const views = [
  { value: 'graph', label: 'Graph' },
  { value: 'timeline', label: 'Timeline' },
  { value: 'table', label: 'Table' },
  { value: 'log', label: 'Log' },
] as const
const route = getRouteApi('/framed/runs/$run')

export function RunPage() {
  const { run } = route.useParams()
  const { data, error } = useQuery(runQuery(run))
  if (data === undefined && error !== null)
    return (
      <Absent noun="run" error={error}>
        <Link to="/pipelines">All runs</Link>
      </Absent>
    )
  return (
    <div className="run-page">
      <Failure error={error} />
      {data === undefined ? null : <LoadedRun document={data} />}
    </div>
  )
}

/** What of the address is changed; the line of a log is left out unless it is named. */
interface SearchChange {
  readonly view?: RunView
  readonly step?: string
  readonly tab?: PanelTab
  readonly line?: string
  readonly q?: string
  readonly level?: LeastLevel | undefined
  readonly time?: string | undefined
  readonly lanes?: 'worker' | undefined
}

function LoadedRun({ document: { run, steps } }: { readonly document: RunDocument }) {
  const isNarrow = useNarrow()
  const { view = isNarrow ? 'table' : 'graph', step, tab = 'log', line, q, level, time, lanes = 'step' } = route.useSearch()
  const above = projectAbovePipeline(run.project?.name ?? '')
  const [isControllerOpen, setControllerOpen] = useState(false)
  const navigate = useNavigate({ from: '/runs/$run' })
  const counts = countsOf(steps)
  const chosen = steps.find(({ name }) => name === step)
  const go = (change: SearchChange): void =>
    void navigate({
      to: '/runs/$run',
      params: { run: run.id },
      search: ({ line: _, ...old }) => present({ ...old, ...change }),
      replace: true,
    })
  const select = (name: string): void => go({ step: name })
  const selectNext = (states: readonly StepView['status'][]): void => {
    const next = nextStep(steps, step, states)
    if (next !== undefined) select(next)
  }
  useShortcuts({
    graph: () => go({ view: 'graph' }),
    timeline: () => go({ view: 'timeline' }),
    table: () => go({ view: 'table' }),
    nextFailure: () => selectNext(['failed', 'aborted']),
    nextWaiting: () => selectNext(['queued']),
  })
  const task = step === undefined ? run.id : chosen?.task
  const isUnknown = step !== undefined && chosen === undefined
  return (
    <>
      <header className="run-header">
        <StateMark state={run.status} size={18} />
        <div>
          <h1>
            {run.name} {run.version === undefined ? null : <span className="muted">{versionName(run.version)}</span>}
          </h1>
          <p className="muted">
            <RunOrigin run={run} />
            {above === '' ? '' : `${above} · `}
            {run.project === undefined ? null : (
              <>
                <Link to="/pipelines/$project" params={{ project: run.project.id }}>
                  all runs
                </Link>{' '}
                ·{' '}
              </>
            )}
            <Link to="/tasks" search={{ run: run.id }}>
              its tasks
            </Link>{' '}
            {runningTime(run) === undefined ? '' : '· '}
            <TaskTook task={run} />
            {run.paused === undefined ? '' : ' · paused'}
            {run.expected_end === undefined ? '' : ' · '}
            <Expected at={run.expected_end} what="the run ends" /> <StepCounts counts={counts} />
          </p>
          {run.status === 'failed' || run.status === 'stopped' ? <p className="muted">{run.status_message || run.status_reason}</p> : null}
        </div>
        <div className="space" />
        {isNarrow ? (
          <Button size="compact-sm" variant="default" onClick={() => setControllerOpen(true)}>
            Controller
          </Button>
        ) : null}
        <Choice label="View" value={view} choices={views} onChange={(value) => go({ view: value })} />
        <RunActions
          run={run.id}
          project={run.project?.id}
          status={run.status}
          isPaused={run.paused !== undefined}
          failed={counts.failed + counts.aborted}
          open={counts.pending + counts.queued + counts.running}
        />
      </header>
      <div className="split">
        <section aria-label={`Run as ${view}`} className="split-main">
          {view === 'log' ? (
            <RunLog
              run={run.id}
              steps={steps}
              text={q ?? ''}
              onText={(text) => go({ q: text })}
              level={level}
              onLevel={(next) => go({ level: next })}
              onOpen={(found, place) => go({ ...(found === undefined ? {} : { step: found }), tab: 'log', line: place })}
            />
          ) : steps.length === 0 ? (
            <Empty>The run has no steps yet. They appear here as they are added.</Empty>
          ) : view === 'graph' ? (
            <Suspense fallback={null}>
              <RunGraph steps={steps} selected={step} onSelect={select} />
            </Suspense>
          ) : view === 'timeline' ? (
            <RunTimeline
              run={run}
              steps={steps}
              selected={step}
              onSelect={select}
              time={time}
              lanes={lanes}
              onLook={({ lanes: next = lanes, ...look }) => go({ ...look, lanes: next === 'step' ? undefined : next })}
            />
          ) : (
            <StepTable steps={steps} selected={step} onSelect={select} />
          )}
        </section>
        <SidePanel
          label={step ?? 'The controller'}
          isOpen={step !== undefined || isControllerOpen}
          onClose={() => {
            setControllerOpen(false)
            void navigate({ to: '/runs/$run', params: { run: run.id }, search: ({ step: _, ...old }) => old, replace: true })
          }}
        >
          <TaskPanel
            title={step ?? 'Controller'}
            state={chosen?.status ?? (step === undefined ? run.status : 'pending')}
            task={task}
            absence={isUnknown ? 'The run has no step of this name.' : 'The step has no task yet. It gets one when it starts.'}
            step={chosen}
            run={run}
            tab={tab}
            onTab={(next) => go({ tab: next })}
            line={line}
            onLine={(place) => go({ line: place })}
          />
        </SidePanel>
      </div>
    </>
  )
}
