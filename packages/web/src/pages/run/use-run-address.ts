import { givenOf } from '@clearway/contract/given'
import type { StepStatus } from '@clearway/contract/status'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import type { LeastLevel } from '../../log/levels.ts'
import type { OnLine } from '../../log/task-log.tsx'
import type { PanelTab } from '../task/panel-tabs.ts'
import type { RunView } from './run-views.ts'

const route = getRouteApi('/framed/runs/$run')

/** What of the address is changed; the line of a log is left out unless it is named. */
interface AddressChange {
  readonly view?: RunView | undefined
  readonly step?: string | undefined
  readonly tab?: PanelTab | undefined
  readonly line?: string
  readonly attempt?: number | undefined
  readonly q?: string
  readonly level?: LeastLevel | undefined
  /** The least level of the log beside the run. */
  readonly least?: undefined
  readonly state?: StepStatus | undefined
  /** The words that the shown steps have. */
  readonly steps?: string | undefined
  readonly time?: string | undefined
  readonly lanes?: 'worker' | undefined
  readonly retry?: string | undefined
  readonly open?: readonly string[] | undefined
  readonly folded?: readonly string[] | undefined
}

/**
 * The parameters in the address of a run's page, and the functions that change them. The functions are the same at each render, so that what shows nothing of a step that
 * changes is not rendered again. `usualView` is the view of an address that names none.
 */
export function useRunAddress(run: string, usualView: RunView) {
  const { view = usualView, steps: words = '', lanes = 'step' as const, ...others } = route.useSearch()
  const navigate = useNavigate({ from: '/runs/$run' })
  const go = useCallback(
    (change: AddressChange, replace = true): void =>
      void navigate({
        to: '/runs/$run',
        params: { run },
        search: ({ line: _, attempt, ...old }) => givenOf({ ...old, ...('step' in change ? {} : { attempt }), ...change }),
        replace,
      }),
    [navigate, run],
  )
  // The browser's way back leads from step to step.
  const select = useCallback((step: string): void => go({ step }, false), [go])
  const openTab = useCallback((next: PanelTab): void => go({ tab: next === 'log' ? undefined : next }), [go])
  const openLine = useCallback<OnLine>((line, attempt) => go(givenOf({ line, attempt })), [go])
  const openView = useCallback(
    (next: RunView): void => go({ view: next === usualView ? undefined : next, state: undefined }),
    [go, usualView],
  )
  // The table lists the steps of one state; the graph and the timeline have the places of all.
  const showState = useCallback(
    (state: StepStatus | undefined): void => go({ view: usualView === 'table' ? undefined : 'table', state }),
    [go, usualView],
  )
  const showWords = useCallback((steps: string | undefined): void => go({ steps }), [go])
  const showAll = useCallback((): void => go({ steps: undefined, state: undefined }), [go])
  const closeStep = useCallback(
    (): void =>
      void navigate({
        to: '/runs/$run',
        params: { run },
        search: ({ step: _, attempt: __, line: ___, ...old }) => old,
        replace: true,
      }),
    [navigate, run],
  )
  return { ...others, view, words, lanes, go, select, openTab, openLine, openView, showState, showWords, showAll, closeStep }
}

export type RunAddress = ReturnType<typeof useRunAddress>
