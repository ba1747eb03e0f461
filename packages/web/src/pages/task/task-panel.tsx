import { Tabs } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { RunHead, StepView } from '@clearway/contract'
import { memo, Suspense } from 'react'
import { useShortcuts } from '../../keys/use-shortcuts.ts'
import { type OnLine, TaskLog } from '../../log/task-log.tsx'
import { bringIntoView } from '../../ui/bring-into-view.ts'
import { Empty } from '../../ui/empty.tsx'
import { later } from '../../ui/later.ts'
import { StateWord } from '../../ui/state-word.tsx'
import { WhyCard } from '../../why/why-card.tsx'
import { type PanelTab, panelTabs, tabBeside } from './panel-tabs.ts'
import { RetryFrom } from './retry-from.tsx'
import { StepFacts } from './step-facts.tsx'
import { stepTasks } from './step-tasks.ts'
import { TaskMenu } from './task-menu.tsx'

const Scalars = later(async () => (await import('./scalars.tsx')).Scalars)
const OtherTab = later(async () => (await import('./other-tab.tsx')).OtherTab)

interface Props {
  /** Absent on the task’s own page, which has it above. */
  readonly title?: string
  readonly state: string
  /** The id of the task; `undefined` as long as a step has none. */
  readonly task: string | undefined
  /** What stands in place of a task that is not there. */
  readonly absence?: string
  readonly step?: StepView | undefined
  /** The run that the step belongs to. */
  readonly run?: Pick<RunHead, 'id' | 'status' | 'takes_code'>
  /** Shows what a retry of the run from the step would repeat. */
  readonly onRetryFrom?: (step: string) => void
  readonly tab: PanelTab
  readonly onTab: (tab: PanelTab) => void
  /** The line of the log that the page’s address names. */
  readonly line: string | undefined
  readonly onLine: OnLine
}

/** What is known of one task: beside the run that it is a step of, or as a page. */
export const TaskPanel = memo(function TaskPanel({ title, state, task, absence, step, run, onRetryFrom, tab, onTab, ...log }: Props) {
  useShortcuts({ previousTab: () => onTab(tabBeside(tab, -1)), nextTab: () => onTab(tabBeside(tab, 1)) })
  return (
    <>
      <div className="panel-head">
        {title === undefined ? null : (
          <h2>
            {title} {task === undefined && step === undefined ? null : <StateWord state={state} />}
            {task === undefined ? null : (
              <Link to="/tasks/$task" params={{ task }} className="muted">
                open alone
              </Link>
            )}
            {step === undefined ? null : (
              <span className="panel-verbs">
                {task === undefined || step.status === 'cached' ? null : (
                  <TaskMenu key={task} id={task} name={title} onDeleted={() => {}} />
                )}
                {run === undefined || onRetryFrom === undefined ? null : <RetryFrom step={step} run={run} onRetryFrom={onRetryFrom} />}
              </span>
            )}
          </h2>
        )}
        {step === undefined ? null : <StepFacts step={step} />}
        {task !== undefined && (state === 'queued' || state === 'running' || state === 'in_progress') ? <WhyCard task={task} /> : null}
        <Tabs value={tab} onChange={(value) => onTab(value as PanelTab)}>
          <Tabs.List onPointerEnter={OtherTab.load} onFocus={OtherTab.load}>
            {panelTabs.map((value) => (
              <Tabs.Tab key={value} ref={value === tab ? bringIntoView : undefined} value={value} py={6} px={6} fz={12}>
                {`${value[0]?.toUpperCase()}${value.slice(1)}`}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </Tabs>
      </div>
      <div className="panel-body">
        {task === undefined ? (
          <Empty>{absence}</Empty>
        ) : (
          <Body key={task} task={task} step={step} run={run} tab={tab} isFailed={state === 'failed'} {...log} />
        )}
      </div>
    </>
  )
})

interface BodyProps extends Pick<Props, 'line' | 'onLine'> {
  readonly task: string
  readonly step: StepView | undefined
  readonly run: Props['run'] | undefined
  readonly tab: PanelTab
  readonly isFailed: boolean
}

function Body({ task, step, run, tab, ...log }: BodyProps) {
  const tasks = stepTasks({ ...step, task })
  if (tab === 'log') return <TaskLog tasks={tasks} {...log} />
  const ofRun =
    step === undefined || run === undefined ? undefined : { run: run.id, step: step.name, status: step.status, takesCode: run.takes_code }
  return (
    <Suspense fallback={null}>
      {tab === 'scalars' ? <Scalars task={task} /> : <OtherTab task={task} tasks={tasks} step={ofRun} tab={tab} />}
    </Suspense>
  )
}
