import { ActionIcon, Switch, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { hitsOf, patternOf } from './hits.ts'
import { LogCopies } from './log-copies.tsx'
import { LogLine } from './log-line.tsx'
import type { LogEntry } from './log-entry.ts'
import { LogStrip } from './log-strip.tsx'
import { type StampKind, stampLength, stampOf } from './stamps.ts'
import { Empty } from '../ui/empty.tsx'
import { useNarrow } from '../ui/use-narrow.ts'
import { columnsIn, lineHeight, linesWithin, numberWidth, widthOf } from './line-heights.ts'

interface Props {
  readonly entries: readonly LogEntry[]
  /** When each attempt began to write, in ms since the epoch. */
  readonly starts: ReadonlyMap<number, number>
  /** Stands in place of the lines if there are none. */
  readonly empty: string
  /** What the column of times shows; undefined: there is none. */
  readonly times: StampKind | undefined
  /** The choices of which lines are shown. */
  readonly choices: ReactNode
  /** The address of the line that the page’s address names. */
  readonly line: string | undefined
  readonly onLine: (place: string) => void
}

/** A log of any length. The height of each line follows from its length, because the type is monospaced, so nothing is measured. */
export function LogView({ entries, starts, empty, times, choices, line, onLine }: Props) {
  const lines = useMemo(() => entries.map(({ text }) => text), [entries])
  const scroll = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const isNarrow = useNarrow()
  const [isFollowing, setFollowing] = useState(line === undefined)
  const [isWrapped, setWrapped] = useState(false)
  const [query, setQuery] = useState('')
  const [isExpression, setExpression] = useState(false)
  const [at, setAt] = useState(0)
  const wanted = useDeferredValue(query)
  const pattern = useMemo(() => patternOf(wanted, isExpression), [wanted, isExpression])
  const hits = useMemo(() => hitsOf(lines, pattern), [lines, pattern])
  const errors = useMemo(() => entries.flatMap(({ isError }, index) => (isError ? [index] : [])), [entries])
  const [numbers, stamps] = [numberWidth(entries.at(-1)?.number ?? 0), widthOf(times === undefined ? 0 : stampLength)]
  const columns = columnsIn(scroll.current?.clientWidth ?? 900, numbers + stamps)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: (index) => lineHeight * (isWrapped ? linesWithin(lines[index] ?? '', columns) : 1),
    overscan: 20,
  })
  // Where lines are not wrapped, each has the same height however wide the log is.
  const wrappedAt = isWrapped ? columns : undefined
  useEffect(() => virtual.measure(), [virtual, wrappedAt])
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [virtual, lines.length, isFollowing])
  // The browser's own search would find only the lines that are drawn.
  useHotkeys([['mod+F', () => search.current?.focus()]])
  const target = useMemo(() => (line === undefined ? -1 : entries.findIndex(({ place }) => place === line)), [entries, line])
  const hit = hits[at] ?? (target === -1 ? undefined : target)
  useEffect(() => {
    if (hit === undefined) return
    setFollowing(false)
    virtual.scrollToIndex(hit, { align: 'center' })
  }, [virtual, hit])
  const latest = useRef(onLine)
  useEffect(() => {
    latest.current = onLine
  })
  const pick = useCallback((place: string): void => latest.current(place), [])
  const stampAt = (index: number): string | undefined => {
    const entry = entries[index]
    if (times === undefined || entry === undefined) return undefined
    return stampOf(times, entry, { start: starts.get(entry.attempt) ?? entry.at, before: entries[index - 1] })
  }
  const noHit = hits.length > 0 ? '' : wanted === '' ? 'Type what to search for.' : 'No line has it.'
  const step = (by: number): void => setAt((at + by + hits.length) % hits.length)
  return (
    <div className="log-view">
      <div className="log-bar">
        <TextInput
          ref={search}
          size="xs"
          className="log-search"
          aria-label="Search the log"
          placeholder={isNarrow ? 'Search' : 'Search (Ctrl F)'}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value)
            setAt(0)
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && hits.length > 0) step(event.shiftKey ? -1 : 1)
          }}
        />
        <button
          type="button"
          className="log-expression"
          aria-label="Regular expression"
          title="Search for a regular expression"
          aria-pressed={isExpression}
          onClick={() => setExpression(!isExpression)}
        >
          .*
        </button>
        <span className="muted log-count">
          {wanted !== '' && pattern === undefined
            ? 'not an expression'
            : wanted === ''
              ? `${lines.length.toLocaleString('en')} ${lines.length === 1 ? 'line' : 'lines'}`
              : `${hits.length === 0 ? 0 : at + 1} of ${hits.length.toLocaleString('en')}`}
        </span>
        <ActionIcon
          size={24}
          variant="default"
          aria-label="Previous match"
          title={noHit}
          disabled={hits.length === 0}
          onClick={() => step(-1)}
        >
          <IconArrowUp size={14} />
        </ActionIcon>
        <ActionIcon size={24} variant="default" aria-label="Next match" title={noHit} disabled={hits.length === 0} onClick={() => step(1)}>
          <IconArrowDown size={14} />
        </ActionIcon>
        {choices}
        <div className="space" />
        <LogCopies lines={lines} />
        <Switch size="xs" label="Wrap" checked={isWrapped} onChange={(event) => setWrapped(event.currentTarget.checked)} />
        <Switch size="xs" label="Follow" checked={isFollowing} onChange={(event) => setFollowing(event.currentTarget.checked)} />
      </div>
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
            if (event.deltaY < 0) setFollowing(false)
          }}
        >
          {lines.length === 0 ? <Empty>{empty}</Empty> : null}
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map(({ index, start }) => (
              <LogLine
                key={index}
                number={entries[index]?.number ?? 0}
                text={lines[index] ?? ''}
                stamp={stampAt(index)}
                top={start}
                isWrapped={isWrapped}
                isHit={index === hit || index === target}
                place={entries[index]?.place ?? ''}
                onPick={pick}
              />
            ))}
          </div>
        </div>
        <LogStrip
          height={virtual.getTotalSize()}
          count={lines.length}
          errors={errors}
          hits={hits}
          onGo={(to) => {
            setFollowing(false)
            virtual.scrollToIndex(to, { align: 'center' })
          }}
        />
      </div>
    </div>
  )
}
