import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import type { StepView } from '@clearway/contract'
import type { RunDocument } from '../../api/read-run.ts'
import { runQuery } from '../../api/queries.ts'
import { useShortcuts } from '../../keys/use-shortcuts.ts'
import type { LeastLevel } from '../../log/levels.ts'
import type { OnLine } from '../../log/task-log.tsx'
import type { RunView } from './run-views.ts'
import { present } from '../../present.ts'
import { Absent } from '../../ui/absent.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { later } from '../../ui/later.ts'
import { noRetryMarks, RetryMarksContext } from '../../ui/retry-marks.ts'
import { SidePanel } from '../../ui/side-panel.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import { TaskPanel } from '../task/task-panel.tsx'
import type { PanelTab } from '../task/panel-tabs.ts'
import { countsOf, type StepState } from './counts.ts'
import { nextStep } from './next-step.ts'
import { openingStep } from './opening-step.ts'
import { RunHeader } from './run-header.tsx'
import type { OpenedLine } from './run-log.tsx'
import { stepFilter } from './step-filter.ts'

// A visit begins with one of these.
const RunGraph = later(async () => (await import('../../graph/run-graph.tsx')).RunGraph)
const RunTimeline = later(async () => (await import('../../timeline/run-timeline.tsx')).RunTimeline)
const StepTable = later(async () => (await import('./step-table.tsx')).StepTable)
const RunLog = later(async () => (await import('./run-log.tsx')).RunLog)
const RetryBar = later(async () => (await import('./retry-bar.tsx')).RetryBar)
const loadViews = (): void => {
  for (const part of [RunGraph, RunTimeline, StepTable, RunLog, RetryBar]) part.load()
}
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
      {data === undefined ? null : <LoadedRun key={run} document={data} />}
    </div>
  )
}

/** What of the address is changed; the line of a log is left out unless it is named. */
interface SearchChange {
  readonly view?: RunView | undefined
  readonly step?: string | undefined
  readonly tab?: PanelTab | undefined
  readonly line?: string
  readonly attempt?: number | undefined
  readonly q?: string
  readonly level?: LeastLevel | undefined
  /** The least level of the log beside the run. */
  readonly least?: undefined
  readonly state?: StepState | undefined
  /** The words that the shown steps have. */
  readonly steps?: string | undefined
  readonly time?: string | undefined
  readonly lanes?: 'worker' | undefined
  readonly retry?: string | undefined
  readonly open?: readonly string[] | undefined
  readonly folded?: readonly string[] | undefined
}

function LoadedRun({ document: { run, steps, places, mapped } }: { readonly document: RunDocument }) {
  const isNarrow = useNarrow()
  const usualView = isNarrow ? 'table' : 'graph'
  const {
    view = usualView,
    step,
    tab: givenTab,
    line,
    attempt,
    q,
    level,
    state,
    steps: words = '',
    time,
    lanes = 'step',
    retry,
    open,
    folded,
  } = route.useSearch()
  const folds = { open, folded }
  const tab = givenTab ?? 'log'
  const [isControllerOpen, setControllerOpen] = useState(false)
  const navigate = useNavigate({ from: '/runs/$run' })
  const chosen = steps.find(({ name }) => name === step)
  // The same functions at each render, so that what shows nothing of a step that changes is not rendered again.
  const go = useCallback(
    (change: SearchChange, replace = true): void =>
      void navigate({
        to: '/runs/$run',
        params: { run: run.id },
        search: ({ line: _, attempt, ...old }) => present({ ...old, ...('step' in change ? {} : { attempt }), ...change }),
        replace,
      }),
    [navigate, run.id],
  )
  // The browser's way back leads from step to step.
  const select = useCallback((name: string): void => go({ step: name }, false), [go])
  const openTab = useCallback((next: PanelTab): void => go({ tab: next === 'log' ? undefined : next }), [go])
  const openLine = useCallback<OnLine>((place, attempt) => go(present({ line: place, attempt })), [go])
  const openView = useCallback(
    (next: RunView): void => go({ view: next === usualView ? undefined : next, state: undefined }),
    [go, usualView],
  )
  // The table lists the steps of one state; the graph and the timeline have the places of all.
  const showState = (next: StepState | undefined): void => go({ view: usualView === 'table' ? undefined : 'table', state: next })
  const showWords = useCallback((next: string | undefined): void => go({ steps: next }), [go])
  const showAll = useCallback((): void => go({ steps: undefined, state: undefined }), [go])
  const isWanted = useMemo(() => stepFilter(words), [words])
  const [marks, setMarks] = useState(noRetryMarks)
  const [askedFrom, setAskedFrom] = useState<string>()
  // On a phone the panel of the step would lie over what is marked.
  const retryFrom = useCallback(
    (from: string): void => {
      setAskedFrom(from)
      go({ retry: from, ...(isNarrow ? { step: undefined } : {}) })
    },
    [go, isNarrow],
  )
  const endRetry = useCallback((): void => go({ retry: undefined }), [go])
  const openController = useCallback((): void => setControllerOpen(true), [])
  const openFound = ({ task: of, step: found, attempt, place }: OpenedLine): void => {
    const named = { line: place, attempt }
    if (found === undefined && of !== run.id) void navigate({ to: '/tasks/$task', params: { task: of }, search: present(named) })
    else {
      setControllerOpen(found === undefined)
      go({ ...named, step: found, tab: undefined, least: undefined }, false)
    }
  }
  const selectNext = (states: readonly StepView['status'][]): void => {
    const next = nextStep(isWanted === undefined ? steps : steps.filter(isWanted), step, states)
    if (next !== undefined) select(next)
  }
  // Once, so that the controller of a failed run can be chosen afterwards. On a phone the step would lie over the run, whose head says what failed.
  const [opened] = useState(() =>
    run.status !== 'failed' || isNarrow || [step, givenTab, line, attempt].some((said) => said !== undefined)
      ? undefined
      : openingStep(steps),
  )
  useEffect(() => {
    if (opened !== undefined) go({ step: opened })
  }, [opened, go])
  useShortcuts({
    graph: () => openView('graph'),
    timeline: () => openView('timeline'),
    table: () => openView('table'),
    log: () => openView('log'),
    nextFailure: () => selectNext(['failed', 'aborted']),
    nextWaiting: () => selectNext(['queued']),
  })
  // A step that begins anew has what its earlier task has left until it gets its next one.
  const task = step === undefined ? run.id : (chosen?.task ?? chosen?.tries?.at(-1)?.task)
  const isUnknown = step !== undefined && chosen === undefined
  return (
    <>
      <RunHeader
        run={run}
        counts={countsOf(steps)}
        state={state}
        onState={showState}
        words={words}
        onWords={showWords}
        view={view}
        onView={openView}
        onNear={loadViews}
        onController={isNarrow ? openController : undefined}
        step={chosen}
        onRetryFrom={retryFrom}
      />
      {retry === undefined ? null : (
        <Suspense fallback={null}>
          <RetryBar run={run.id} from={retry} steps={steps} isAsked={retry === askedFrom} onMarks={setMarks} onClose={endRetry} />
        </Suspense>
      )}
      <div className="split">
        <section aria-label={`Run as ${view}`} className="split-main">
          <RetryMarksContext value={marks}>
            <Suspense fallback={null}>
              {view === 'log' ? (
                <RunLog
                  run={run.id}
                  steps={steps}
                  text={q ?? ''}
                  onText={(text) => go({ q: text })}
                  level={level}
                  onLevel={(next) => go({ level: next })}
                  onOpen={openFound}
                />
              ) : steps.length === 0 ? (
                <Empty>The run has no steps yet. They appear here as they are added.</Empty>
              ) : view === 'graph' ? (
                <RunGraph steps={steps} mapped={mapped} folds={folds} onFolds={go} isWanted={isWanted} selected={step} onSelect={select} />
              ) : view === 'timeline' ? (
                <RunTimeline
                  run={run}
                  steps={steps}
                  places={places}
                  mapped={mapped}
                  isWanted={isWanted}
                  selected={step}
                  onSelect={select}
                  onAll={showAll}
                  time={time}
                  lanes={lanes}
                  onLook={({ lanes: next = lanes, ...look }) => go({ ...look, lanes: next === 'step' ? undefined : next })}
                />
              ) : (
                <StepTable
                  steps={steps}
                  state={state}
                  words={words}
                  isWanted={isWanted}
                  selected={step}
                  onSelect={select}
                  onAll={showAll}
                />
              )}
            </Suspense>
          </RetryMarksContext>
        </section>
        <SidePanel
          label={step ?? 'The controller'}
          isOpen={step !== undefined || isControllerOpen}
          onClose={() => {
            setControllerOpen(false)
            void navigate({
              to: '/runs/$run',
              params: { run: run.id },
              search: ({ step: _, attempt: __, line: ___, ...old }) => old,
              replace: true,
            })
          }}
        >
          <TaskPanel
            title={step ?? 'Controller'}
            state={chosen?.status ?? (step === undefined ? run.status : 'pending')}
            task={task}
            absence={isUnknown ? 'The run has no step of this name.' : 'The step has no task yet. It gets one when it starts.'}
            step={chosen}
            run={run}
            onRetryFrom={retryFrom}
            tab={tab}
            onTab={openTab}
            line={line}
            onLine={openLine}
          />
        </SidePanel>
      </div>
    </>
  )
}
