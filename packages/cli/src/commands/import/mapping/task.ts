import { givenOf } from '@clearway/contract/given'
import { recordOf } from '@clearway/contract/is-record'
import { type ImportedStatus, importedStatuses, type ImportedTask, taskTypes } from '@clearway/contract'
import { newestTask } from '@clearway/contract/older-task'
import { withAddressesHere } from './addresses-here.ts'
import { type Doc, idOf, integerOf, listOf, numberOf, textOf, textsOf, timeOf, withoutNulls } from './fields.ts'
import { mapLastMetrics, mapMetricStats } from './metrics.ts'

/** What the fields of a task refer to. */
export interface TaskReferences {
  /** The other server's address, for the reasons of statuses. */
  readonly from: string
  /** Our server's queues by their ids on the other server. */
  readonly queues: ReadonlyMap<string, string>
  /** The new address of each file that was copied, by its address on the other server. */
  readonly addresses: ReadonlyMap<string, string>
}

/** The parts of a task that are taken as they are. */
const parts = ['script', 'hyperparams', 'configuration', 'container', 'runtime', 'output', 'resources'] as const

/** A task of another server, of any version, as ours stores it. */
export function mapTask(given: Doc, references: TaskReferences): ImportedTask {
  const doc = newestTask(recordOf(withoutNulls(given)))
  const execution = recordOf(doc['execution'])
  const queue = references.queues.get(idOf(execution['queue']) ?? '')
  const { artifacts: _, queue: __, ...restOfExecution } = execution
  const type = taskTypes.find((known) => known === doc['type']) ?? 'custom'
  return {
    id: idOf(doc['id']) ?? '',
    name: textOf(doc['name']) ?? 'unnamed',
    type,
    ...mapStatus(doc, references.from),
    ...givenOf({
      user: idOf(doc['user']),
      project: idOf(doc['project']),
      parent: idOf(doc['parent']),
      comment: textOf(doc['comment']),
      status_changed: timeOf(doc['status_changed']),
      created: timeOf(doc['created']),
      started: timeOf(doc['started']),
      completed: timeOf(doc['completed']),
      published: timeOf(doc['published']),
      active_duration: integerOf(Math.trunc(numberOf(doc['active_duration']) ?? Number.NaN)),
      last_update: timeOf(doc['last_update']),
      last_change: timeOf(doc['last_change']) ?? timeOf(doc['last_update']),
      last_changed_by: idOf(doc['last_changed_by']),
      last_worker: textOf(doc['last_worker']),
      last_worker_report: timeOf(doc['last_worker_report']),
      last_iteration: integerOf(doc['last_iteration']),
      report: typeof doc['report'] === 'string' ? withAddressesHere(doc['report'], references.addresses) : undefined,
      report_assets:
        doc['report_assets'] === undefined ? undefined : textsOf(doc['report_assets']).map((uri) => references.addresses.get(uri) ?? uri),
    }),
    ...Object.fromEntries(parts.filter((part) => part in doc).map((part) => [part, recordOf(doc[part])])),
    tags: textsOf(doc['tags']),
    system_tags: textsOf(doc['system_tags']),
    execution: {
      ...restOfExecution,
      artifacts: listOf(execution['artifacts']).map((artifact) => mapArtifact(artifact, references)),
      ...(queue === undefined ? {} : { queue }),
    },
    models: { input: mapUses(recordOf(doc['models'])['input']), output: mapUses(recordOf(doc['models'])['output']) },
    metrics: mapLastMetrics(doc['last_metrics']),
    metric_stats: mapMetricStats(doc['metric_stats']),
  }
}

function mapArtifact(artifact: Doc, { addresses }: TaskReferences) {
  const uri = textOf(artifact['uri'])
  return { ...artifact, key: textOf(artifact['key']) ?? '', ...(uri === undefined ? {} : { uri: addresses.get(uri) ?? uri }) }
}

function mapUses(uses: unknown): { name: string; model: string; updated?: string }[] {
  return listOf(uses).flatMap(({ name, model, updated }) => {
    const id = idOf(model)
    return id === undefined ? [] : [{ name: textOf(name) ?? '', model: id, ...givenOf({ updated: textOf(updated) }) }]
  })
}

/** The status here of a task that waits or runs on the other server, and the beginning of the reason for it. */
const unrested: Readonly<Record<string, readonly [ImportedStatus, string]>> = {
  queued: ['created', 'It waited in a queue'],
  in_progress: ['stopped', 'It was running'],
  publishing: ['completed', 'It was being published'],
}

function mapStatus(doc: Doc, from: string): Pick<ImportedTask, 'status' | 'status_reason' | 'status_message'> {
  const message = givenOf({ status_message: textOf(doc['status_message']) })
  const status = importedStatuses.find((one) => one === doc['status'])
  if (status !== undefined) return { status, ...givenOf({ status_reason: textOf(doc['status_reason']) }), ...message }
  const [resting, what] = unrested[String(doc['status'])] ?? ['stopped', 'Its status was unknown']
  return { status: resting, status_reason: `${what} on ${from} when it was imported.`, ...message }
}

/** The addresses of files that a task names. */
export function addressesOfTask(doc: Doc): string[] {
  const artifacts = listOf(recordOf(doc['execution'])['artifacts'])
  return [...artifacts.flatMap(({ uri }) => textOf(uri) ?? []), ...textsOf(doc['report_assets'])]
}

/** Whether a task may still report to the other server. */
export function isLive(doc: Doc): boolean {
  return doc['status'] === 'in_progress' || doc['status'] === 'queued'
}
