import type { StepStatus } from '@clearway/contract/status'
import type { RunHead, StepView } from '@clearway/contract'
import { projectAbovePipeline } from '@clearway/contract/pipeline-project'
import { versionName } from '@clearway/contract/run-origin'
import { runningTime } from '@clearway/contract/running-time'
import { Link, useNavigate } from '@tanstack/react-router'
import { memo } from 'react'
import { RunActions, type RunActionsProps, useRunActions } from '../../actions/run-actions.tsx'
import { SearchField } from '../../filters/search-field.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Expected } from '../../ui/expected.tsx'
import { Failure } from '../../ui/failure.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { TaskTook } from '../../ui/took.tsx'
import { useNarrow } from '../../ui/use-narrow.ts'
import { TaskMenu } from '../task/task-menu.tsx'
import type { StepCounts as Counts } from './counts.ts'
import { RunOrigin } from './run-origin.tsx'
import type { RunView } from './run-views.ts'
import { StepCounts } from './step-counts.tsx'

const views = [
  { value: 'graph', label: 'Graph' },
  { value: 'timeline', label: 'Timeline' },
  { value: 'table', label: 'Table' },
  { value: 'log', label: 'Log' },
] as const

interface Props {
  readonly run: RunHead
  readonly counts: Counts
  /** The state whose steps alone are shown. */
  readonly state: StepStatus | undefined
  readonly onState: (state: StepStatus | undefined) => void
  /** The words of the steps that alone are shown; empty: all are. */
  readonly words: string
  readonly onWords: (words: string | undefined) => void
  readonly view: RunView
  readonly onView: (view: RunView) => void
  /** Called when the pointer comes near the choice of the view. */
  readonly onNear: () => void
  /** Opens the panel of the controller, where it is not there already. */
  readonly onController: (() => void) | undefined
  /** The chosen step. */
  readonly step: StepView | undefined
  readonly onRetryFrom: (step: string) => void
}

/** What a run is, how far it is, and what can be done to it. */
export function RunHeader({ run, counts, state, onState, words, onWords, view, onView, onNear, onController, step, onRetryFrom }: Props) {
  return (
    <header className="run-header run-head" onPointerEnter={onNear}>
      <StateMark state={run.status} size={18} />
      <div>
        <RunName run={run} />
        <p className="muted run-facts">
          <RunFacts run={run} hasPanel={onController === undefined} /> <StepCounts counts={counts} chosen={state} onChoose={onState} />
        </p>
      </div>
      {run.status === 'failed' || run.status === 'stopped' ? (
        <p className="muted run-reason" title={run.status_message || run.status_reason}>
          {run.status_message || run.status_reason}
        </p>
      ) : null}
      <div className="space" />
      <RunTools
        run={run}
        words={words}
        onWords={onWords}
        view={view}
        onView={onView}
        onController={onController}
        failed={counts.failed + counts.aborted}
        open={counts.pending + counts.queued + counts.running}
        step={step?.name}
        stepStatus={step?.status}
        onRetryFrom={onRetryFrom}
      />
    </header>
  )
}

interface OfRun {
  readonly run: RunHead
}

const RunName = memo(function RunName({ run: { name, version } }: OfRun) {
  return (
    <h1>
      {name} {version === undefined ? null : <span className="muted">{versionName(version)}</span>}
    </h1>
  )
})

interface FactsProps extends OfRun {
  /** Whether a panel beside the run shows its controller as long as no step is chosen. */
  readonly hasPanel: boolean
}

const RunFacts = memo(function RunFacts({ run, hasPanel }: FactsProps) {
  const above = projectAbovePipeline(run.project?.name ?? '')
  return (
    <>
      <RunOrigin run={run} />
      {above === '' ? null : <span className="run-origin">{above} · </span>}
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
      {hasPanel ? (
        <>
          ·{' '}
          <Link from="/runs/$run" to="/runs/$run" params={{ run: run.id }} search={({ step: _, attempt: __, line: ___, ...old }) => old}>
            its controller
          </Link>{' '}
        </>
      ) : null}
      {runningTime(run) === undefined ? '' : '· '}
      <TaskTook task={run} />
      {run.paused === undefined ? '' : ' · paused'}
      {run.expected_end === undefined ? '' : ' · '}
      <Expected at={run.expected_end} what="the run ends" isLeft />
    </>
  )
})

interface ToolsProps extends OfRun, Pick<Props, 'words' | 'onWords' | 'view' | 'onView' | 'onController' | 'onRetryFrom'> {
  readonly failed: number
  readonly open: number
  readonly step: string | undefined
  readonly stepStatus: StepView['status'] | undefined
}

/** Rendered again only where what it shows has changed: its buttons take longer than all the rest of a change of one step. */
const RunTools = memo(function RunTools({ run, words, onWords, view, onView, onController, ...acting }: ToolsProps) {
  const navigate = useNavigate()
  const deleted = (): void => void navigate({ to: '/pipelines' })
  return (
    <>
      <div className="run-views">
        {/* The view of the logs has a search of its own. */}
        {view === 'log' ? null : <SearchField label="Filter steps" value={words === '' ? undefined : words} onChange={onWords} />}
        <Choice label="View" value={view} choices={views} onChange={onView} />
      </div>
      {useNarrow() ? (
        <RunMenu run={run} {...acting} onController={onController} onDeleted={deleted} />
      ) : (
        <div className="run-verbs">
          <TaskMenu id={run.id} name={run.name} without="abort" onDeleted={deleted} />
          <RunActions run={run} {...acting} />
        </div>
      )}
    </>
  )
})

interface MenuProps extends RunActionsProps, Pick<Props, 'onController'> {
  readonly onDeleted: () => void
}

/** All that can be done to a run in one menu, for a screen without room for buttons. */
function RunMenu({ onController, onDeleted, ...acting }: MenuProps) {
  const { abort, abortWithReason, pause, retry, form, ways, error } = useRunActions(acting)
  const [again, , , retryFrom] = ways
  const actions = [abort, abortWithReason, pause, retry, form, ...[again, retryFrom].filter((way) => way !== undefined)]
  const controller = { label: 'Controller', refusal: undefined, isPending: false }
  return (
    <>
      <Failure error={error} />
      <TaskMenu
        id={acting.run.id}
        name={acting.run.name}
        without="abort"
        first={onController === undefined ? actions : [{ ...controller, act: onController }, ...actions]}
        onDeleted={onDeleted}
      />
    </>
  )
}
