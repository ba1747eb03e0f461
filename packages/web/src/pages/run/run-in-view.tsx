import { Suspense } from 'react'
import type { StepView } from '@clearway/contract'
import type { RunDocument } from '../../api/read-run.ts'
import { Empty } from '../../ui/empty.tsx'
import { later } from '../../ui/later.ts'
import type { OpenedLine } from './run-log.tsx'
import type { RunAddress } from './use-run-address.ts'

// Each loaded by itself, because a visit begins with one of them.
const RunGraph = later(async () => (await import('../../graph/run-graph.tsx')).RunGraph)
const RunTimeline = later(async () => (await import('../../timeline/run-timeline.tsx')).RunTimeline)
const StepTable = later(async () => (await import('./step-table.tsx')).StepTable)
const RunLog = later(async () => (await import('./run-log.tsx')).RunLog)
export function loadViews(): void {
  for (const view of [RunGraph, RunTimeline, StepTable, RunLog]) view.load()
}

interface Props {
  readonly document: RunDocument
  readonly address: RunAddress
  /** Whether a step is among those that are filtered for; undefined: all are. */
  readonly isWanted: ((step: StepView) => boolean) | undefined
  readonly onLine: (line: OpenedLine) => void
}

/** A run as the view that its address names. */
export function RunInView({ document: { run, steps, places, mapped }, address, isWanted, onLine }: Props) {
  const { view, go, step, select, state, words, showAll, time, lanes, open, folded } = address
  return (
    <section aria-label={`Run as ${view}`} className="split-main">
      <Suspense fallback={null}>
        {view === 'log' ? (
          <RunLog
            run={run.id}
            steps={steps}
            text={address.q ?? ''}
            onText={(q) => go({ q })}
            level={address.level}
            onLevel={(level) => go({ level })}
            onOpen={onLine}
          />
        ) : steps.length === 0 ? (
          <Empty>The run has no steps yet. They appear here as they are added.</Empty>
        ) : view === 'graph' ? (
          <RunGraph
            steps={steps}
            mapped={mapped}
            folds={{ open, folded }}
            onFolds={go}
            isWanted={isWanted}
            selected={step}
            onSelect={select}
          />
        ) : view === 'timeline' ? (
          <RunTimeline
            run={run}
            steps={steps}
            places={places}
            mapped={mapped}
            isWanted={isWanted}
            selected={step}
            onSelect={select}
            onAll={showAll}
            time={time}
            lanes={lanes}
            onLook={({ lanes: next = lanes, ...look }) => go({ ...look, lanes: next === 'step' ? undefined : next })}
          />
        ) : (
          <StepTable steps={steps} state={state} words={words} isWanted={isWanted} selected={step} onSelect={select} onAll={showAll} />
        )}
      </Suspense>
    </section>
  )
}
