import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, useCallback, useEffect, useMemo, useRef } from 'react'
import { Empty } from '../ui/empty.tsx'
import { columnsIn, lineHeight, linesWithin, numberWidth, widthOf } from './line-heights.ts'
import type { LogEntry } from './log-entry.ts'
import { LogLine } from './log-line.tsx'
import { LogStrip } from './log-strip.tsx'
import { type StampKind, stampLength, stampOf } from './stamps.ts'

export interface ShownLines {
  readonly entries: readonly LogEntry[]
  /** When each attempt began to write, in ms since the epoch. */
  readonly starts: ReadonlyMap<number, number>
  /** Stands in place of the lines if there are none. */
  readonly empty: string
  /** What the column of times shows; undefined: there is none. */
  readonly times: StampKind | undefined
  /** The address of the line that the page’s address names. */
  readonly line: string | undefined
  readonly onLine: (entry: LogEntry) => void
  /** Whether the last error is in view at first, and not the end. */
  readonly isFailed: boolean
}
interface Props extends ShownLines {
  /** The positions of the lines that the search finds, and the one of them that is shown. */
  readonly hits: readonly number[]
  readonly hit: number | undefined
  readonly isWrapped: boolean
  /** Whether the last line is kept in view. */
  readonly isFollowing: boolean
  /** Called when the last line is no longer in view. */
  readonly onLeaveEnd: () => void
}

/** The lines of a log, however many, and the strip beside them. The height of each line follows from its length, because the type is monospaced, so nothing is measured. */
export function LogLines({ entries, starts, empty, times, line, onLine, isFailed, hits, hit, isWrapped, isFollowing, onLeaveEnd }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  const [numbers, stamps] = [numberWidth(entries.at(-1)?.number ?? 0), widthOf(times === undefined ? 0 : stampLength)]
  const columns = columnsIn(scroll.current?.clientWidth ?? 900, numbers + stamps)
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => lineHeight * (isWrapped ? linesWithin(entries[index]?.text ?? '', columns) : 1),
    overscan: 20,
  })
  // Where lines are not wrapped, each has the same height however wide the log is.
  const wrappedAt = isWrapped ? columns : undefined
  useEffect(() => virtual.measure(), [virtual, wrappedAt])
  useEffect(() => {
    if (isFollowing && entries.length > 0) virtual.scrollToIndex(entries.length - 1, { align: 'end' })
  }, [virtual, entries.length, isFollowing])
  const latest = useRef({ onLine, onLeaveEnd })
  useEffect(() => {
    latest.current = { onLine, onLeaveEnd }
  })
  const target = useMemo(() => (line === undefined ? -1 : entries.findIndex(({ place }) => place === line)), [entries, line])
  const shown = hit ?? (target === -1 ? undefined : target)
  const errors = useMemo(() => entries.flatMap(({ isError }, index) => (isError ? [index] : [])), [entries])
  const inView = shown ?? (isFailed ? errors.at(-1) : undefined)
  useEffect(() => {
    if (inView === undefined) return
    latest.current.onLeaveEnd()
    virtual.scrollToIndex(inView, { align: 'center' })
  }, [virtual, inView])
  const pick = useCallback((entry: LogEntry): void => latest.current.onLine(entry), [])
  const stampAt = (index: number, entry: LogEntry): string | undefined =>
    times === undefined ? undefined : stampOf(times, entry, { start: starts.get(entry.attempt) ?? entry.at, before: entries[index - 1] })
  return (
    <div className="log-body">
      <div
        ref={scroll}
        className="log"
        style={{ '--log-number': `${numbers}px`, '--log-stamp': `${stamps}px` } as CSSProperties}
        tabIndex={0}
        role="log"
        aria-label="Log"
        aria-live="off"
        onWheel={(event) => {
          if (event.deltaY < 0) onLeaveEnd()
        }}
      >
        {entries.length === 0 ? <Empty>{empty}</Empty> : null}
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const entry = entries[index]
            return entry === undefined ? null : (
              <LogLine
                key={index}
                entry={entry}
                stamp={stampAt(index, entry)}
                top={start}
                isWrapped={isWrapped}
                isHit={index === shown || index === target}
                onPick={pick}
              />
            )
          })}
        </div>
      </div>
      <LogStrip
        height={virtual.getTotalSize()}
        count={entries.length}
        errors={errors}
        hits={hits}
        onGo={(to) => {
          onLeaveEnd()
          virtual.scrollToIndex(to, { align: 'center' })
        }}
      />
    </div>
  )
}
