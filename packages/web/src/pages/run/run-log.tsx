import { TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import type { StepView } from '@clearway/contract'
import { useState } from 'react'
import { runLogQuery } from '../../api/queries.ts'
import { plain } from '../../log/ansi.ts'
import { type LeastLevel, leastLevels, levelChoices } from '../../log/levels.ts'
import { placeOf } from '../../log/lines-of.ts'
import { Empty } from '../../ui/empty.tsx'
import { Failure } from '../../ui/failure.tsx'
import { Select } from '../../ui/select.tsx'

interface Props {
  readonly run: string
  readonly steps: readonly StepView[]
  /** What is searched for; empty: errors. */
  readonly text: string
  readonly onText: (text: string) => void
  /** Only lines of this level and of more important ones; any by default. */
  readonly level: LeastLevel | undefined
  readonly onLevel: (level: LeastLevel | undefined) => void
  /** Opens a line of the log of a step, or of the controller. */
  readonly onOpen: (step: string | undefined, place: string) => void
}

/** Searches the logs of a run and of all its steps. As long as nothing is searched for, it lists the errors in them, each once. */
export function RunLog({ run, steps, text, onText, level, onLevel, onOpen }: Props) {
  const [typed, setTyped] = useState(text)
  const [wanted] = useDebouncedValue(typed, 250)
  const { data, error } = useQuery(runLogQuery(run, wanted, level))
  const isOfErrors = wanted === '' && level === undefined
  const stepOf = new Map(
    steps.flatMap(({ name, task, tries = [] }) => [...tries.map((one) => one.task), task].map((id) => [id, name] as const)),
  )
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
      <Failure error={error} />
      {data?.lines.length === 0 ? (
        <Empty>{isOfErrors ? 'No line of its logs looks like an error.' : 'No line of its logs matches.'}</Empty>
      ) : (
        <ul className="run-log-lines">
          {data?.lines.map((line) => {
            const step = stepOf.get(line.task)
            return (
              <li key={`${line.task}/${line.seq}/${line.line}`}>
                <button type="button" onClick={() => onOpen(step, placeOf(line))}>
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
