import type { Task } from '@clearway/contract'
import { useMemo } from 'react'
import { countLines, diffLines, lineCountsText } from '../../compare/line-diff.ts'
import { SideBySide } from '../../compare/side-by-side.tsx'
import { type ComparedText, linesOf } from '../../compare/texts.ts'
import { Choice } from '../../ui/choice.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Select } from '../../ui/select.tsx'
import type { CompareChange, CompareSearch } from './compare-search.ts'

interface Props {
  readonly tasks: readonly Task[]
  readonly base: number
  readonly search: CompareSearch
  readonly onChange: (change: CompareChange) => void
  /** The texts of which one is shown, chosen by its name where there are several. */
  readonly texts: readonly ComparedText[]
  /** Shown where no task has a text. */
  readonly empty: string
}
/** A text of the base and of another task side by side: their code, or a configuration. */
export function ComparedTexts({ tasks, base, search: { beside, all, text }, onChange, texts, empty }: Props) {
  const others = tasks.filter((_, index) => index !== base)
  const left = tasks[base]
  const right = others.find(({ id }) => id === beside) ?? others[0]
  const shown = texts.find(({ name }) => name === text) ?? texts[0]
  const [leftText, rightText] = [shown?.texts[base] ?? '', shown?.texts[right === undefined ? base : tasks.indexOf(right)] ?? '']
  const lines = useMemo(() => diffLines(linesOf(leftText), linesOf(rightText)), [leftText, rightText])
  const counts = lineCountsText(countLines(lines))
  if (texts.every((one) => one.texts.every((content) => content === ''))) return <Empty>{empty}</Empty>
  return (
    <>
      <div className="bar">
        {texts.length < 2 ? null : (
          <Select
            label="Which"
            none={texts[0]?.name ?? ''}
            value={shown === texts[0] ? undefined : shown?.name}
            choices={texts.slice(1).map(({ name }) => ({ value: name, label: name }))}
            onChange={(name) => onChange({ text: name })}
          />
        )}
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
        <span className="muted">{counts || 'No line differs.'}</span>
      </div>
      <div className="compared-scroll" tabIndex={0} role="region" aria-label={`${shown?.name} side by side`}>
        <SideBySide lines={lines} isWhole={all === true} />
      </div>
    </>
  )
}
