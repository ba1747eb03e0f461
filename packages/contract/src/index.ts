import { artifacts } from './artifacts.ts'
import { auth } from './auth.ts'
import { changes } from './changes.ts'
import { events } from './events.ts'
import { imports } from './imports.ts'
import { login } from './login.ts'
import { models } from './models.ts'
import { organization } from './organization.ts'
import { pipelines } from './pipelines.ts'
import { projects } from './projects.ts'
import { queues } from './queues.ts'
import { reports } from './reports.ts'
import { runs } from './runs.ts'
import { schedules } from './schedules.ts'
import { debug, server } from './server.ts'
import { serving } from './serving.ts'
import { storage } from './storage.ts'
import { tasks } from './tasks/index.ts'
import { triggers } from './triggers.ts'
import { users } from './users.ts'
import { workers } from './workers.ts'

/** Every action of the server, by service: `contract.tasks.enqueue` is `POST /tasks.enqueue`. */
export const contract = {
  artifacts,
  auth,
  changes,
  debug,
  events,
  imports,
  login,
  models,
  organization,
  pipelines,
  projects,
  queues,
  reports,
  runs,
  schedules,
  server,
  serving,
  storage,
  tasks,
  triggers,
  users,
  workers,
} as const
export {
  artifacts,
  auth,
  changes,
  debug,
  events,
  imports,
  login,
  models,
  organization,
  pipelines,
  projects,
  queues,
  reports,
  runs,
  schedules,
  server,
  serving,
  storage,
  tasks,
  triggers,
  users,
  workers,
}

export * from './access.ts'
export * from './action.ts'
export * from './connection.ts'
export * from './errors.ts'
export * from './lease.ts'
export * from './tasks/index.ts'
export { Change, type ChangeEntity } from './changes.ts'
export {
  type ImportedAttempt,
  type ImportedEntity,
  type ImportedModel,
  type ImportedProject,
  type ImportedRun,
  type ImportedStatus,
  importedStatuses,
  type ImportedTask,
  type ImportOutcome,
  type LastMetric,
} from './imports.ts'
export { type Lane, lanes, type LightMode, lightModes } from './lane.ts'
export { Model, ModelEx } from './model.ts'
export { type CountedKind, countedKinds, type UsageField, type UsageKey, usageKeys, type Usages } from './organization.ts'
export { projectFacets } from './project-facets.ts'
export { Project, ProjectEx, type ProjectStats } from './projects.ts'
export type { CheckedPipeline } from './run-check.ts'
export type { RunFault } from './run-fault.ts'
export type { GridRun, GridStep } from './run-grid.ts'
export { countedRuns, type PipelineOrder, type PipelineRun, type PipelineSummary } from './run-pipelines.ts'
export type { RunProgress } from './run-progress.ts'
export type { RunHead, StepTry, StepView } from './run-view.ts'
export type { FoundArtifact } from './artifacts.ts'
export { Queue } from './queues.ts'
export {
  type FireOutcome,
  missedPolicies,
  type MissedPolicy,
  overlapPolicies,
  type OverlapPolicy,
  Schedule,
  ScheduleFire,
} from './schedules.ts'
export type { ServingMetric } from './serving.ts'
export { Start } from './start.ts'
export { modelStatuses, Trigger, type TriggerEntity, TriggerFire, type TriggerOutcome } from './triggers.ts'
export { type Aggregation, machineMetrics, MachineStats } from './load.ts'
export { Code, Lease } from './worker-claims.ts'
export { type SlotResources, Worker, type WorkerAttempt } from './workers.ts'
export { type CureOnRequest, curesOnRequest } from './cures.ts'
export { type Cure, TaskWait, type WaitingTask, type WaitReason, waitReasons } from './wait.ts'
