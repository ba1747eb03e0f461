import { createHash } from 'node:crypto'
import type { GridStep, RequestOf, ResponseOf, runs } from '@clearway/contract'
import { hasEnded } from '@clearway/contract/status'
import { stepStatusOf } from '@clearway/engine'
import { findRecordedRuns } from '../db/tables/recorded-runs.ts'
import { readLastRuns, readStepStates, type StepStateRow } from '../db/tables/run-steps.ts'
import type { Reader } from '../scope.ts'
import { lastRunDocument } from './last-run-document.ts'
import { fromEngine, type PlannedStep, storedSteps, withoutMapped } from './view/planned-steps.ts'
import { replayRuns } from './view/replayed-run.ts'

type Grid = ResponseOf<typeof runs.grid>

/** The last runs in a project, the newest last, each with the state of its steps, unless the caller knows these. */
export async function gridOfRuns(reader: Reader, { project, limit = 10, known: marks = [] }: RequestOf<typeof runs.grid>): Promise<Grid> {
  const heads = (await readLastRuns(reader, project, limit)).toReversed()
  const planned = await plannedOfRuns(
    reader,
    heads.map(({ id }) => id),
  )
  const open = [...planned.values()].flat().flatMap((step) => (isOpen(step) && step.task !== undefined ? [step.task] : []))
  const tasks = new Map((await readStepStates(reader, open)).map((task) => [task.id, task]))
  return {
    runs: heads.map((head) => {
      const { id } = head
      const known = (planned.get(id) ?? []).map((step) => ({ step, task: isOpen(step) ? tasks.get(step.task ?? '') : undefined }))
      const steps = known.map(({ step, task }) => gridStep(step, task))
      const elsewhere = known.flatMap(({ task }) =>
        task === undefined || task.project === project || hasEnded(task.status) ? [] : [task.id],
      )
      const mark = markOf(id, steps)
      return {
        ...lastRunDocument(head),
        mark,
        ...(marks.includes(mark) ? {} : { steps }),
        ...(elsewhere.length === 0 ? {} : { elsewhere }),
      }
    }),
  }
}

/** The steps of runs as their controllers know them. */
async function plannedOfRuns(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, readonly PlannedStep[]>> {
  const replayed = await replayRuns(reader, await findRecordedRuns(reader, ids))
  const fromEvents = [...replayed].map(([id, { state }]) => [id, withoutMapped(fromEngine(state))] as const)
  const others = await storedSteps(
    reader,
    ids.filter((id) => !replayed.has(id)),
  )
  return new Map([...fromEvents, ...others])
}

/** Whether the task of a step may know more than its controller: it has not recorded the end, or no times. */
function isOpen({ isDone, status, startedAt, endedAt }: PlannedStep): boolean {
  return !isDone || ((startedAt === undefined || endedAt === undefined) && status !== 'cached' && status !== 'skipped')
}

function gridStep({ name, status, isDone, startedAt, endedAt }: PlannedStep, task: StepStateRow | undefined): GridStep {
  const from = task?.started ?? startedAt
  const to = task?.completed ?? endedAt
  return {
    name,
    status: task === undefined || isDone ? status : stepStatusOf[task.status],
    ...(from === undefined || to === undefined || to < from ? {} : { took: Math.round(to - from) }),
  }
}

function markOf(run: string, steps: readonly GridStep[]): string {
  return createHash('sha256')
    .update(JSON.stringify([run, steps]))
    .digest('base64url')
    .slice(0, 16)
}
