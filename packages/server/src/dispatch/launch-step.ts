import { givenOf, ifGiven } from '@clearway/contract/given'
import { hasEnded, type Launch, type Launched } from '@clearway/contract'
import type { Actor, Reader } from '../scope.ts'
import { rewindIterations } from '../db/tables/past-attempts.ts'
import { cloneTask } from '../db/tables/clone-task.ts'
import { writeConfigs } from '../db/tables/task-parts.ts'
import { json } from '../db/sql/json.ts'
import { addStepLaunch, findStepLaunch } from '../db/tables/step-launches.ts'
import { addTask } from '../db/tables/new-task.ts'
import { findDefaultQueue, findQueueIdOf } from '../db/tables/queues.ts'
import { replaceTags } from '../db/tables/tags.ts'
import { editTask, findOwnTask, findTask, type TaskRow } from '../db/tables/tasks.ts'
import { pauseTree } from '../runs/pause-run.ts'
import { retryInnerRun } from '../runs/retry-inner-run.ts'
import { enqueueTask } from '../tasks/enqueue.ts'
import { overrideParameters } from '../tasks/override-parameters.ts'
import { readDefinition } from '../runs/read-definition.ts'
import { ActionError } from '../errors.ts'

/**
 * Creates or clones a step's task, overrides its values and enqueues it, under one key: a repeated launch gets the task that the first one made. Runs
 * inside a transaction.
 */
export async function launchStep(tx: Actor, request: Launch): Promise<Launched> {
  const { run, step, attempt } = request.key
  const controller = await findOwnTask(tx, run)
  const before = await findStepLaunch(tx, { run: controller.id, step, attempt })
  if (before !== undefined) return { task: before, status: (await findTask(tx, before)).status, launched: false }
  // A run that is being stopped, or has ended, launches no more steps.
  if (controller.stop_requested === 1 || hasEnded(controller.status))
    throw new ActionError('attempt_ended', { task: run, status: controller.status })
  const draft = await draftOf(tx, request)
  await override(tx, draft.id, request)
  // Refused here, where it fails the launch alone: the run begins at the end of the transaction.
  if (draft.driver === 'server') await readDefinition(tx, draft.id)
  const { delay_seconds: delay = 0 } = request
  const notBefore = delay > 0 ? tx.now() + Math.ceil(delay * 1000) : undefined
  const moved = await enqueueTask(tx, draft, { queue: await queueOf(tx, request.queue), notBefore })
  await addStepLaunch(tx, { run: controller.id, step, attempt }, draft.id)
  // Its run decided on the launch before it was paused.
  if (controller.paused === 1 && draft.type === 'controller') await pauseTree(tx, await findOwnTask(tx, draft.id))
  return { task: draft.id, status: moved.status, launched: true }
}

/** The task of a step, with the launch's values in its columns. */
async function draftOf(tx: Actor, request: Launch): Promise<TaskRow> {
  const { key, again, base_task, name, type = 'training', parent = key.run, project, tags, system_tags, ...rest } = request
  if (again !== undefined) {
    const before = await findOwnTask(tx, again)
    await retryInnerRun(tx, before)
    await rewindIterations(tx, before.id)
    await editColumns(tx, before.id, request)
    return findOwnTask(tx, before.id)
  }
  if (base_task === undefined) {
    const id = await addTask(tx, {
      name: name ?? key.step,
      type,
      parts: {
        ...rest,
        parent,
        ...givenOf({ project, tags, system_tags }),
      },
    })
    await editColumns(tx, id, request)
    return findOwnTask(tx, id)
  }
  const known = parent === key.run ? parent : parent === '' ? null : undefined
  const clone = {
    task: base_task,
    ...(known === undefined ? { new_task_parent: parent } : {}),
    ...(name === undefined ? {} : { new_task_name: name }),
    ...(project === undefined ? {} : { new_task_project: project }),
  }
  const { id, draft } = await cloneTask(tx, clone, { set: columnsOf(request), ...(known === undefined ? {} : { parent: known }) })
  await replaceTags(tx, 'task', id, { tags, system_tags })
  return draft
}

/** Writes the launch's parameters and configurations over the task's. */
async function override(tx: Actor, task: string, { parameters = {}, configurations = {} }: Launch): Promise<void> {
  await overrideParameters(tx, task, parameters)
  if (Object.keys(configurations).length > 0)
    await writeConfigs(
      tx,
      task,
      Object.fromEntries(Object.entries(configurations).map(([name, value]) => [name, { name, value, type: 'dictionary' }])),
      'merge',
    )
}

async function editColumns(tx: Actor, task: string, launch: Launch): Promise<void> {
  const set = columnsOf(launch)
  if (Object.keys(set).length > 0) await editTask(tx, { id: task }, set)
}

/** The columns of a task whose values a launch gives. */
function columnsOf({ container, resources, script, runtime }: Launch) {
  return givenOf({
    container: ifGiven(container, json),
    resources: ifGiven(resources, json),
    script: ifGiven(script, json),
    runtime: ifGiven(runtime, json),
  })
}

async function queueOf(tx: Reader, queue: string | undefined): Promise<string> {
  if (queue === undefined || queue === '') return (await findDefaultQueue(tx)).id
  return findQueueIdOf(tx, queue)
}
