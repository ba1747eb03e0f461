import { memo } from 'react'
import { spansOf } from './ansi.ts'
import { shownPart } from './line-heights.ts'

interface Props {
  readonly number: number
  readonly text: string
  /** When it was written; undefined: not shown. */
  readonly stamp: string | undefined
  readonly top: number
  readonly isWrapped: boolean
  readonly isHit: boolean
  /** The address of the line. */
  readonly place: string
  /** The same function at each rendering, so that a line is rendered once. */
  readonly onPick: (place: string) => void
}

/** One line of a log in the colours that the program gave it. */
export const LogLine = memo(function LogLine({ number, text, stamp, top, isWrapped, isHit, place, onPick }: Props) {
  return (
    <div className={`line${isHit ? ' hit' : ''}${isWrapped ? ' wrapped' : ''}`} style={{ transform: `translateY(${top}px)` }}>
      <button type="button" className="no" tabIndex={-1} title="Put this line into the page’s address" onClick={() => onPick(place)}>
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
