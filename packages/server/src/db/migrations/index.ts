import type { Migration } from 'kysely/migration'
import * as initial from './0001-initial.ts'
import * as lostAttempts from './0002-lost-attempts.ts'
import * as makers from './0003-makers.ts'
import * as beginIterations from './0004-begin-iterations.ts'
import * as agentNames from './0005-agent-names.ts'
import * as fileReferences from './0006-file-references.ts'
import * as attemptHomes from './0007-attempt-homes.ts'
import * as uniqueLogins from './0008-unique-logins.ts'
import * as holds from './0009-holds.ts'
import * as serverRuns from './0010-server-runs.ts'
import * as schedules from './0011-schedules.ts'
import * as idempotencyRecords from './0012-idempotency-records.ts'
import * as archivedTasks from './0013-archived-tasks.ts'
import * as publicRows from './0014-public-rows.ts'
import * as loadSamples from './0015-load-samples.ts'
import * as widenedLanes from './0016-widened-lanes.ts'
import * as reports from './0017-reports.ts'
import * as importedRows from './0018-imported-rows.ts'
import * as artifactLists from './0019-artifact-lists.ts'
import * as loginTickets from './0020-login-tickets.ts'
import * as servingContainers from './0021-serving-containers.ts'
import * as taskDurations from './0022-task-durations.ts'
import * as queueResources from './0023-queue-resources.ts'
import * as fileProjects from './0024-file-projects.ts'
import * as drainedAgents from './0025-drained-agents.ts'
import * as queuedAttempts from './0026-queued-attempts.ts'
import * as userOrigins from './0027-user-origins.ts'
import * as recordServers from './0028-record-servers.ts'
import * as attemptsBySlot from './0029-attempts-by-slot.ts'
import * as runEventTexts from './0030-run-event-texts.ts'
import * as runsOfProjects from './0031-runs-of-projects.ts'
import * as agentPages from './0032-agent-pages.ts'
import * as activeDurations from './0033-active-durations.ts'
import * as deletedAttempts from './0034-deleted-attempts.ts'
import * as reportTicks from './0035-report-ticks.ts'
import * as hiddenReports from './0036-hidden-reports.ts'
import * as registeredContainers from './0037-registered-containers.ts'

/** The migrations in their order, forward only: one that is not listed here never runs. A released migration is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001-initial': initial,
  '0002-lost-attempts': lostAttempts,
  '0003-makers': makers,
  '0004-begin-iterations': beginIterations,
  '0005-agent-names': agentNames,
  '0006-file-references': fileReferences,
  '0007-attempt-homes': attemptHomes,
  '0008-unique-logins': uniqueLogins,
  '0009-holds': holds,
  '0010-server-runs': serverRuns,
  '0011-schedules': schedules,
  '0012-idempotency-records': idempotencyRecords,
  '0013-archived-tasks': archivedTasks,
  '0014-public-rows': publicRows,
  '0015-load-samples': loadSamples,
  '0016-widened-lanes': widenedLanes,
  '0017-reports': reports,
  '0018-imported-rows': importedRows,
  '0019-artifact-lists': artifactLists,
  '0020-login-tickets': loginTickets,
  '0021-serving-containers': servingContainers,
  '0022-task-durations': taskDurations,
  '0023-queue-resources': queueResources,
  '0024-file-projects': fileProjects,
  '0025-drained-agents': drainedAgents,
  '0026-queued-attempts': queuedAttempts,
  '0027-user-origins': userOrigins,
  '0028-record-servers': recordServers,
  '0029-attempts-by-slot': attemptsBySlot,
  '0030-run-event-texts': runEventTexts,
  '0031-runs-of-projects': runsOfProjects,
  '0032-agent-pages': agentPages,
  '0033-active-durations': activeDurations,
  '0034-deleted-attempts': deletedAttempts,
  '0035-report-ticks': reportTicks,
  '0036-hidden-reports': hiddenReports,
  '0037-registered-containers': registeredContainers,
}
