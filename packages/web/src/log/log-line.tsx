import { memo } from 'react'
import { spansOf } from './ansi.ts'
import { shownPart } from './line-heights.ts'
import type { LogEntry } from './log-entry.ts'

interface Props {
  readonly entry: LogEntry
  /** When it was written; undefined: not shown. */
  readonly stamp: string | undefined
  readonly top: number
  readonly isWrapped: boolean
  readonly isHit: boolean
  /** The same function at each rendering, so that a line is rendered once. */
  readonly onPick: (entry: LogEntry) => void
}

/** One line of a log in the colours that the program gave it. */
export const LogLine = memo(function LogLine({ entry, stamp, top, isWrapped, isHit, onPick }: Props) {
  const { number, text } = entry
  return (
    <div className={`line${isHit ? ' hit' : ''}${isWrapped ? ' wrapped' : ''}`} style={{ transform: `translateY(${top}px)` }}>
      <button type="button" className="no" tabIndex={-1} title="Put this line into the page’s address" onClick={() => onPick(entry)}>
        {number}
      </button>
      {stamp === undefined ? null : <span className="stamp">{stamp}</span>}
      <span className="text">
        {spansOf(shownPart(text)).map(({ text: part, fg, bg, bold, dim, italic, underline }, index) => (
          <span
            key={index}
            style={{
              color: fg,
              background: bg,
              fontWeight: bold ? 700 : undefined,
              opacity: dim ? 0.7 : undefined,
              fontStyle: italic ? 'italic' : undefined,
              textDecoration: underline ? 'underline' : undefined,
            }}
          >
            {part}
          </span>
        ))}
      </span>
    </div>
  )
})
