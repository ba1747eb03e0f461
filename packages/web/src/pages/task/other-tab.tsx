import { useQuery } from '@tanstack/react-query'
import type { RunStep } from '../../actions/mend-refusal.ts'
import { taskQuery } from '../../api/queries.ts'
import { Artifacts } from './artifacts.tsx'
import { Attempts } from './attempts.tsx'
import { Code } from './code.tsx'
import { Images } from './images.tsx'
import type { PanelTab } from './panel-tabs.ts'
import { Parameters } from './parameters.tsx'
import { Plots } from './plots.tsx'

interface Props {
  readonly task: string
  /** The tasks that a step has had one after the other. */
  readonly tasks: readonly string[]
  /** The step that the task runs, if a run has it. */
  readonly step: RunStep | undefined
  readonly tab: Exclude<PanelTab, 'log' | 'scalars'>
}

/** The tabs of a task that a first visit does not open: their code is loaded in one piece. */
export function OtherTab({ task, tasks, step, tab }: Props) {
  if (tab === 'attempts') return <Attempts tasks={tasks} />
  if (tab === 'plots') return <Plots task={task} />
  if (tab === 'images') return <Images task={task} />
  return <Part task={task} step={step} tab={tab} />
}

interface PartProps extends Pick<Props, 'task' | 'step'> {
  readonly tab: 'parameters' | 'artifacts' | 'code'
}

/** What the document of the task has, which is read for these alone: that of a controller has all its steps, a megabyte for a thousand. */
function Part({ task, step, tab }: PartProps) {
  const { data } = useQuery(taskQuery(task))
  if (data === undefined) return null
  if (tab === 'parameters') return <Parameters task={data} step={step} />
  return tab === 'artifacts' ? <Artifacts task={data} /> : <Code task={data} step={step} />
}
