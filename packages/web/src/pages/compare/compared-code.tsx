import type { Task } from '@clearway/contract'
import { useMemo } from 'react'
import { type DiffLine, differingLines, diffLines } from '../../compare/line-diff.ts'
import { SideBySide } from '../../compare/side-by-side.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Select } from '../../ui/select.tsx'
import type { CompareChange, CompareSearch } from './compare-search.ts'

interface Props {
  readonly tasks: readonly Task[]
  readonly base: number
  readonly search: CompareSearch
  readonly onChange: (change: CompareChange) => void
}
/** The code of the base and of another task side by side. */
export function ComparedCode({ tasks, base, search: { beside, all }, onChange }: Props) {
  const others = tasks.filter((_, index) => index !== base)
  const left = tasks[base]
  const right = others.find(({ id }) => id === beside) ?? others[0]
  const [leftText, rightText] = [left?.script?.diff ?? '', right?.script?.diff ?? '']
  const lines = useDifference(leftText, rightText)
  const count = differingLines(lines)
  return (
    <>
      <div className="bar">
        <span>{left?.name} beside</span>
        <Select
          label="Beside"
          none={others[0]?.name ?? ''}
          value={right?.id === others[0]?.id ? undefined : right?.id}
          choices={others.slice(1).map(({ id, name = id }) => ({ value: id, label: name }))}
          onChange={(id) => onChange({ beside: id })}
        />
        <Choice
          label="Lines"
          value={all === true ? 'all' : 'differences'}
          choices={[
            { value: 'differences', label: 'Differences' },
            { value: 'all', label: 'All' },
          ]}
          onChange={(value) => onChange({ all: value === 'all' ? true : undefined })}
        />
        <span className="muted">{count === 0 ? 'No line differs.' : `${count} ${count === 1 ? 'line' : 'lines'}`}</span>
      </div>
      {lines.every(({ text }) => text === '') ? (
        <Empty>Neither task has code of its own: it may lie in a repository, whose commit is among the differences.</Empty>
      ) : (
        <div className="compared-scroll" tabIndex={0} role="region" aria-label="Code side by side">
          <SideBySide lines={lines} isWhole={all === true} />
        </div>
      )}
    </>
  )
}

function useDifference(left: string, right: string): readonly DiffLine[] {
  return useMemo(() => diffLines(linesOf(left), linesOf(right)), [left, right])
}

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n')
