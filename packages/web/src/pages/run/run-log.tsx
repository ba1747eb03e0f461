import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { events, ResponseOf, StepView } from '@clearway/contract'
import { useState } from 'react'
import { attemptsQuery, runLogQuery } from '../../api/queries.ts'
import { plain } from '../../log/ansi.ts'
import { attemptPlace } from '../../log/attempt-place.ts'
import { type LeastLevel, leastLevels, levelChoices } from '../../log/levels.ts'
import { placeOf } from '../../log/lines-of.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Select } from '../../ui/select.tsx'
import { stepTasks } from '../task/step-tasks.ts'

type FoundLine = ResponseOf<typeof events.search_log>['lines'][number]

interface Props {
  readonly run: string
  readonly steps: readonly StepView[]
  /** What is searched for; empty: errors. */
  readonly text: string
  readonly onText: (text: string) => void
  /** Only lines of this level and of more important ones; any by default. */
  readonly level: LeastLevel | undefined
  readonly onLevel: (level: LeastLevel | undefined) => void
  readonly onOpen: (line: OpenedLine) => void
}
/** A line of a log of the run. */
export interface OpenedLine {
  readonly task: string
  /** The step that the task is or was of; undefined for the controller, and for a task of no step that is known. */
  readonly step: string | undefined
  /** The place of its attempt among those of the step; undefined if no attempt wrote it. */
  readonly attempt: number | undefined
  /** The address of the line in its log. */
  readonly place: string
}

/** Searches the logs of a run and of all its steps. As long as nothing is searched for, it lists the errors in them, each once. */
export function RunLog({ run, steps, text, onText, level, onLevel, onOpen }: Props) {
  const [typed, setTyped] = useState(text)
  const [wanted] = useDebouncedValue(typed, 250)
  const { data, error } = useQuery(runLogQuery(run, wanted, level))
  const isOfErrors = wanted === '' && level === undefined
  const stepOf = new Map(steps.flatMap((step) => stepTasks(step).map((task) => [task, step] as const)))
  const client = useQueryClient()
  const open = useMutation({
    mutationFn: async ({ task, attempt, seq, line }: FoundLine) => {
      const step = stepOf.get(task)
      const attempts = await client.fetchQuery(attemptsQuery(step === undefined ? [task] : stepTasks(step)))
      onOpen({ task, step: step?.name, attempt: attemptPlace(attempts, task, attempt), place: placeOf({ seq, line }) })
    },
  })
  return (
    <div className="run-log">
      <div className="bar">
        <TextInput
          size="xs"
          className="run-log-search"
          aria-label="Search the logs of all steps"
          placeholder="Search the logs of all steps: a regular expression"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onBlur={() => onText(typed)}
        />
        <Select
          label="Level"
          value={level}
          none="Any level"
          choices={levelChoices}
          onChange={(value) => onLevel(leastLevels.find((one) => one === value))}
        />
        <span className="muted" role="status">
          {data === undefined ? '' : sumOf(data, isOfErrors)}
        </span>
      </div>
      <Failure error={error ?? open.error} />
      {data?.lines.length === 0 ? (
        <Empty>{isOfErrors ? 'No line of its logs looks like an error.' : 'No line of its logs matches.'}</Empty>
      ) : (
        <ul className="run-log-lines">
          {data?.lines.map((line) => {
            const step = stepOf.get(line.task)?.name
            return (
              <li key={`${line.task}/${line.seq}/${line.line}`}>
                <button type="button" onClick={() => open.mutate(line)}>
                  <span className="run-log-step">{step ?? (line.task === run ? 'controller' : line.task_name)}</span>
                  <span className="run-log-text">{plain(line.text)}</span>
                  <span className="muted number">{line.count > 1 ? `${line.count.toLocaleString('en')} times` : ''}</span>
                </button>
              </li>
            )
          })}
        </ul>
      )}
    </div>
  )
}

interface Sums {
  readonly lines: readonly unknown[]
  readonly total: number
  readonly distinct: number
  readonly complete: boolean
}

function sumOf({ lines, total, distinct, complete }: Sums, isOfErrors: boolean): string {
  const all = total.toLocaleString('en')
  const what = isOfErrors
    ? `${distinct} distinct ${distinct === 1 ? 'error' : 'errors'}, ${all} ${total === 1 ? 'time' : 'times'}`
    : `${all} ${total === 1 ? 'line' : 'lines'}${lines.length < total ? `, the first ${lines.length} shown` : ''}`
  return complete ? what : `${what}, in the part of the logs that was searched`
}
