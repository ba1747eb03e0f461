import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TaskAttempt } from '@clearway/contract'
import { attemptsQuery } from '../api/queries.ts'
import { Empty } from '../ui/empty.tsx'
import { attemptPlace } from './attempt-place.ts'
import { LogChoices } from './log-choices.tsx'
import { entriesOf } from './log-entry.ts'
import { LogView } from './log-view.tsx'
import { startsOf } from './stamps.ts'
import { useLog } from './use-log.ts'
import { useLogChoice } from './use-log-choice.ts'

interface Props {
  /** The tasks that a step has had one after the other; the last is the one whose log is shown unless an attempt is chosen. */
  readonly tasks: readonly string[]
  readonly line: string | undefined
  readonly onLine: OnLine
  /** Whether the task has failed: its log is opened at its last error. */
  readonly isFailed: boolean
}
/** Puts a line into the page’s address, with the attempt that wrote it: a later one may have another task, and with it another log. */
export type OnLine = (line: string, attempt: number | undefined) => void

/** The log of a task, or of one attempt at it. */
export function TaskLog({ tasks, ...line }: Props) {
  const { data: attempts = [], isPending } = useQuery(attemptsQuery(tasks))
  const [{ attempt }] = useLogChoice()
  // The task of the chosen attempt is not known yet.
  if (attempt !== undefined && isPending) return null
  const chosen = attempt === undefined ? undefined : attempts[attempt - 1]
  const task = chosen?.task ?? tasks.at(-1) ?? ''
  // What ran outside of any agent has no number: its task has no other attempt.
  const number = chosen === undefined || chosen.number === 0 ? undefined : chosen.number
  return <LogOf key={task} task={task} number={number} attempts={attempts} {...line} />
}

interface LogProps extends Omit<Props, 'tasks'> {
  readonly task: string
  /** The number of the attempt at the task; undefined: all attempts. */
  readonly number: number | undefined
  readonly attempts: readonly TaskAttempt[]
}

function LogOf({ task, number, attempts, line, onLine, isFailed }: LogProps) {
  const { entries, error } = useLog(task)
  const [{ least, attempt, times }] = useLogChoice()
  const shown = useMemo(() => entriesOf(entries, { least, attempt: number }), [entries, least, number])
  const starts = useMemo(() => startsOf(entries), [entries])
  if (error !== undefined && entries.length === 0) return <Empty>{error}</Empty>
  const isEmpty = entries.length === 0
  if (isEmpty && attempt === undefined) return <Empty>The log is empty. Lines appear here as they are written.</Empty>
  return (
    <LogView
      entries={shown}
      starts={starts}
      empty={isEmpty ? 'The log is empty.' : 'No line is of this level and this attempt.'}
      times={times}
      choices={<LogChoices attempts={attempts.length} />}
      line={line}
      isFailed={isFailed}
      onLine={({ place, attempt: of }) => onLine(place, attemptPlace(attempts, task, of))}
    />
  )
}
