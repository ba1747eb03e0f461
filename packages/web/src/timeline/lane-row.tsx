import type { StepView } from '@clearway/contract'
import { durationOf } from '../ui/duration.ts'
import { lookOf } from '../ui/look.ts'
import { type DrawnBar, drawnBars } from './drawn-bars.ts'
import { segmentsOf } from './segments.ts'
import { placeOf, type TimeScale } from './time-scale.ts'
import type { LaneBar, LaneRow as Lane } from './worker-lanes.ts'

interface Props {
  readonly row: Lane
  readonly index: number
  /** In pixels. */
  readonly top: number
  readonly scale: TimeScale
  /** In ms since the epoch, the end of what has not ended. */
  readonly until: number
  readonly selected: StepView | undefined
  /** Whether its first bar is where the tab key stops, unless a step is selected. */
  readonly isStop: boolean
  readonly onSelect: (step: string) => void
}

/** What a worker did at each time, or what waits in a queue: a bar for each execution, and below that of the selected step how long this had waited. */
export function LaneRow({ row: { lane, isQueue, isFirst, bars }, index, top, scale, until, selected, isStop, onSelect }: Props) {
  const drawn = drawnBars(bars, scale, selected?.name)
  const place = isQueue ? `in ${lane}` : `on ${lane}`
  return (
    <div className="timeline-row lane" style={{ transform: `translateY(${top}px)` }}>
      <span className="timeline-name">
        <span title={lane}>{isFirst ? (isQueue ? place : lane) : ''}</span>
      </span>
      <span className="track">
        {selected === undefined || isQueue ? null : <WaitBelow bars={bars} step={selected} scale={scale} until={until} />}
        {drawn.map((one, at) => (
          <Bar
            key={`${one.bar.step} ${one.bar.attempt} ${one.bar.kind}`}
            drawn={one}
            until={until}
            place={place}
            row={index}
            isSelected={one.bar.step === selected?.name && one.bar.kind !== 'foreign'}
            isStop={selected === undefined ? isStop && at === 0 : one.bar.step === selected.name}
            onSelect={onSelect}
          />
        ))}
      </span>
    </div>
  )
}
const words = { wait: 'waits', setup: 'was set up', work: 'ran', foreign: 'another run' } as const

interface BarProps {
  readonly drawn: DrawnBar
  /** The end of what goes on. */
  readonly until: number
  readonly place: string
  readonly row: number
  readonly isSelected: boolean
  readonly isStop: boolean
  readonly onSelect: (step: string) => void
}

function Bar({ drawn: { bar, left, width }, until, place, row, isSelected, isStop, onSelect }: BarProps) {
  const { kind, label, state, step, from } = bar
  const took = durationOf(Math.min(bar.to, until) - from)
  const said =
    kind === 'foreign'
      ? `${label}, which held the slot for which ${step} waited, for ${took}`
      : `${label}: ${lookOf(state).label}, ${words[kind]} ${took} ${place}`
  return (
    <button
      type="button"
      data-row={row}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isSelected}
      title={said}
      aria-label={said}
      className={`lane-bar ${kind}${isSelected ? ' selected' : ''}`}
      style={{
        left: `${left}%`,
        width: `max(3px, ${width}%)`,
        ...(kind === 'work' ? { background: lookOf(state).color } : {}),
      }}
      onClick={() => onSelect(step)}
    >
      {kind === 'setup' ? '' : label}
    </button>
  )
}

interface WaitProps {
  readonly bars: readonly LaneBar[]
  readonly step: StepView
  readonly scale: TimeScale
  readonly until: number
}

/** How long a step had waited for what it runs on: below the bars of who had the slot in that time. */
function WaitBelow({ bars, step, scale, until }: WaitProps) {
  const { view } = scale
  const here = new Set(bars.flatMap(({ step: name, attempt }) => (name === step.name && attempt > 0 ? [attempt] : [])))
  return segmentsOf(step, until)
    .filter(({ kind, attempt, from, to }) => kind === 'wait' && here.has(attempt) && to > view.from && from < view.to)
    .map(({ attempt, from, to }) => (
      <i key={attempt} className="wait below" title={`${step.name} waited ${durationOf(to - from)}`} style={placeOf(scale, { from, to })} />
    ))
}
