import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { attemptLogQuery } from '../../api/queries.ts'
import { countLines, diffLines, lineCountsText } from '../../compare/line-diff.ts'
import { SideBySide } from '../../compare/side-by-side.tsx'
import { plain } from '../../log/ansi.ts'
import { Failure } from '../../ui/failure.tsx'
import type { NumberedAttempt } from './attempt-words.ts'

interface Props {
  readonly left: NumberedAttempt
  readonly right: NumberedAttempt
}

/** The logs of two attempts side by side, from their first line that differs on. */
export function ComparedLogs({ left, right }: Props) {
  const [one, other] = [useAttemptLog(left), useAttemptLog(right)]
  const lines = useMemo(
    () => (one.data === undefined || other.data === undefined ? undefined : diffLines(one.data.map(plain), other.data.map(plain))),
    [one.data, other.data],
  )
  const first = lines?.find((line) => line.left === undefined || line.right === undefined)
  const at = first?.left ?? first?.right
  return (
    <section aria-label="Logs side by side">
      <h3>
        {left.name} beside {right.name}{' '}
        <span className="muted">
          {lines === undefined
            ? ''
            : at === undefined
              ? 'Their logs are the same.'
              : `They differ from line ${at} on: ${lineCountsText(countLines(lines))}.`}
        </span>
      </h3>
      <Failure error={one.error ?? other.error} />
      {lines === undefined || at === undefined ? null : <SideBySide lines={lines} isWhole={false} />}
    </section>
  )
}

function useAttemptLog({ attempt: { task, number } }: NumberedAttempt) {
  return useQuery(attemptLogQuery(task, number))
}
