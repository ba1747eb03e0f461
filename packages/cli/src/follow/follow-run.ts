import type { StepTry } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import { hasEnded } from '@clearway/contract/status'
import { visibleDocument } from '@clearway/contract/visible-text'
import type { Api } from '@clearway/sdk'
import type { Context } from '../command.ts'
import type { RunView } from '../run-view/run-view.ts'
import { runTitle, showRun, whyEnded } from '../run-view/show-run.ts'
import { openDrawing } from '../show/drawing.ts'
import { clockTime, duration, timeOf } from '../show/duration.ts'
import { firstLine } from '../show/first-line.ts'
import { stepStatus, stepSymbol, runStatus } from '../show/status.ts'
import { watchRun } from './watch-run.ts'

const frameMs = 80

/** Prints a line beside the tree: above it on a terminal, where the tree is drawn in place. */
type PrintLine = (line: string) => void

/**
 * Shows a run until it has ended, and answers its last view; undefined if the user stopped before. `onPrinter` gets what prints further lines as long as
 * the tree is drawn, and once more what prints them afterwards.
 */
export async function followRun(
  api: Api,
  id: string,
  context: Context,
  onPrinter: (print: PrintLine) => void = () => {},
): Promise<RunView | undefined> {
  const stopped = context.stopped()
  let last: RunView | undefined
  if (context.json) {
    for await (const view of watchRun(api, id, stopped)) last = view
  } else if (context.look.isTerminal) last = await redraw(api, id, context, { stopped, onPrinter })
  else {
    for await (const raw of watchRun(api, id, stopped)) {
      const view = visibleDocument(raw)
      for (const line of changedLines(last, view, context)) context.print(line)
      last = view
    }
    if (last !== undefined) context.print([runTitle(last, context.look), whyEnded(last)].filter((line) => line !== '').join('\n'))
  }
  return stopped.aborted ? undefined : last
}

/** Draws the tree in place, again at each change and at each frame, in which running times go on. */
async function redraw(
  api: Api,
  id: string,
  { look, print }: Context,
  { stopped, onPrinter }: { readonly stopped: AbortSignal; readonly onPrinter: (print: PrintLine) => void },
): Promise<RunView | undefined> {
  const draw = await openDrawing(process.stdout)
  onPrinter((line) => {
    draw.clear()
    print(line)
    frame()
  })
  let last: RunView | undefined
  const frame = (): void => {
    if (last !== undefined) draw(showRun(last, look))
  }
  const timer = setInterval(frame, frameMs)
  try {
    for await (const view of watchRun(api, id, stopped)) {
      last = visibleDocument(view)
      frame()
    }
  } finally {
    clearInterval(timer)
    frame()
    draw.done()
    onPrinter(print)
  }
  return last
}

/** When a try began. It identifies the try, because its end may still change: the controller sees a step's end before the end of the step's process. */
function beginOf(one: StepTry | undefined): number {
  return one?.claimed_at ?? one?.started_at ?? one?.queued_at ?? one?.ended_at ?? 0
}

/** A line for each execution of a step that has ended since, and after which the step began again. */
function repeatedLines(before: RunView | undefined, { steps }: RunView, { look }: Pick<Context, 'look'>): string[] {
  if (before === undefined) return []
  const lastBegin = new Map(before.steps.map(({ name, tries = [] }) => [name, beginOf(tries.at(-1))]))
  // What a retried body no longer calls is skipped, and does not begin again.
  const goingOn = steps.filter(({ status }) => status !== 'skipped')
  return goingOn.flatMap(({ name, tries = [] }) =>
    tries
      .filter((one) => beginOf(one) > (lastBegin.get(name) ?? 0))
      .map(({ outcome, reason, started_at: started, ended_at: ended }) =>
        [
          look.paint('dim', clockTime(look.now)),
          `${stepSymbol(look, outcome === 'failed' || outcome === 'completed' ? outcome : 'aborted')} ${name}`,
          `${stateWord(outcome)}, begins again`,
          ...(started === undefined || ended === undefined ? [] : [`took ${duration(ended - started)}`]),
          ...(reason === '' ? [] : [firstLine(reason)]),
        ].join('  '),
      ),
  )
}

/** Prints a line for each step whose status has changed or that began again, for files and pipes. */
export function changedLines(before: RunView | undefined, view: RunView, { look }: Pick<Context, 'look'>): string[] {
  const { run, steps } = view
  const time = look.paint('dim', clockTime(look.now))
  const old = new Map(before?.steps.map((step) => [step.name, step]))
  const changed = steps
    .filter((step) => (old.get(step.name)?.status ?? 'pending') !== step.status)
    .map(({ name, status, queued_at: queuedAt, started_at: startedAt, ended_at: endedAt, reason }) => {
      const took = startedAt !== undefined && endedAt !== undefined ? `took ${duration(endedAt - startedAt)}` : undefined
      const waited =
        status === 'running' && queuedAt !== undefined && startedAt !== undefined ? `queued ${duration(startedAt - queuedAt)}` : undefined
      return [
        time,
        `${stepSymbol(look, status)} ${name}`,
        stepStatus(look, status),
        took,
        waited,
        reason === undefined ? undefined : firstLine(reason),
      ]
        .filter((part) => part !== undefined)
        .join('  ')
    })
  const lines = [...repeatedLines(before, view, { look }), ...changed]
  // The summary reports the end of the run.
  const status = runStatus(look, run)
  if (hasEnded(run.status) || (before !== undefined && runStatus(look, before.run) === status)) return lines
  const waits = run.status === 'queued' ? [`for ${duration(look.now - (timeOf(run.status_changed) ?? look.now))}`] : []
  return [[time, run.name, status, ...waits].join('  '), ...lines]
}
