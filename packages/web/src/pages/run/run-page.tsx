import { givenOf } from '@clearway/contract/given'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import type { StepView } from '@clearway/contract'
import type { RunDocument } from '../../api/read-run.ts'
import { runQuery } from '../../api/queries.ts'
import { useShortcuts } from '../../keys/use-shortcuts.ts'
import { Absent } from '../../ui/absent.tsx'
import { Failure } from '../../ui/failure.tsx'
import { later } from '../../ui/later.ts'
import { noRetryMarks, RetryMarksContext } from '../../ui/retry-marks.ts'
import { SidePanel } from '../../ui/side-panel.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import { TaskPanel } from '../task/task-panel.tsx'
import { countsOf } from './counts.ts'
import { nextStep } from './next-step.ts'
import { openingStep } from './opening-step.ts'
import { RunHeader } from './run-header.tsx'
import { loadViews, RunInView } from './run-in-view.tsx'
import type { OpenedLine } from './run-log.tsx'
import { stepFilter } from './step-filter.ts'
import { useRunAddress } from './use-run-address.ts'

const RetryBar = later(async () => (await import('./retry-bar.tsx')).RetryBar)
const loadParts = (): void => {
  loadViews()
  RetryBar.load()
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

function LoadedRun({ document }: { readonly document: RunDocument }) {
  const { run, steps } = document
  const isNarrow = useNarrow()
  const address = useRunAddress(run.id, isNarrow ? 'table' : 'graph')
  const { step, tab: givenTab, line, attempt, state, words, retry, go, select, openView } = address
  const tab = givenTab ?? 'log'
  const [isControllerOpen, setControllerOpen] = useState(false)
  const navigate = useNavigate()
  const chosen = steps.find(({ name }) => name === step)
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
    if (found === undefined && of !== run.id) void navigate({ to: '/tasks/$task', params: { task: of }, search: givenOf(named) })
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
        onState={address.showState}
        words={words}
        onWords={address.showWords}
        view={address.view}
        onView={openView}
        onNear={loadParts}
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
        <RetryMarksContext value={marks}>
          <RunInView document={document} address={address} isWanted={isWanted} onLine={openFound} />
        </RetryMarksContext>
        <SidePanel
          label={step ?? 'The controller'}
          isOpen={step !== undefined || isControllerOpen}
          onClose={() => {
            setControllerOpen(false)
            address.closeStep()
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
            onTab={address.openTab}
            line={line}
            onLine={address.openLine}
          />
        </SidePanel>
      </div>
    </>
  )
}
