import { setTimeout as pause } from 'node:timers/promises'
import { openConnection, type Connection, Task } from '@clearway/sdk'
import { startAgentProcess } from '@clearway/testkit'
import iris from '../../examples/iris/src/functions.ts'
import { churn, forecast, frames } from './sample-pipelines.ts'

/** What the pages of a filled server are about. */
export interface Filled extends AsyncDisposable {
  /** A run that has completed, and one with a failed step. */
  readonly run: string
  readonly failedRun: string
  /** The project of the pipeline whose run has completed. */
  readonly project: string
  /** A task with curves and a plot. */
  readonly reports: string
  /** A model that the task with reports has made. */
  readonly model: string
  /** Tasks that can be compared. */
  readonly trained: readonly string[]
}

/** Runs pipelines on agents of their own, until each page has something to show. The agents live until it is disposed. */
export async function fillServer(given: { readonly url: string; readonly accessKey: string; readonly secretKey: string }): Promise<Filled> {
  const connection = await openConnection({ url: given.url, credentials: given })
  const { api } = connection
  await using started = new AsyncDisposableStack()
  started.use(await startAgentProcess(given, { name: 'machine-1', queues: ['default'], slots: 2 }))
  started.use(await startAgentProcess(given, { name: 'controllers', queues: ['services'], servicesMode: true }))
  await api.queues.create({ name: 'gpu' })
  const options = { connection, queue: 'services' }
  const completed = await churn.run({ rows: 400 }, options)
  const runs = [completed, await churn.run({ rows: 900 }, options), await iris.run({}, options)]
  const failed = await forecast.run({}, options)
  const waiting = await frames.run({}, options)
  await Promise.allSettled([...runs, failed].map((run) => run.result()))
  const reports = await taskWithReports(connection)
  while ((await api.queues.explain({ limit: 10 })).counts.unserved === 0) await pause(200)
  const { tasks } = await api.tasks.get_all_ex({ parent: completed.id, name: '^train', search_hidden: true, only_fields: ['id'] })
  const agents = started.move()
  return {
    run: completed.id,
    project: (await api.tasks.get_by_id({ task: completed.id })).task.project as string,
    failedRun: failed.id,
    reports: reports.id,
    model: await modelOf(connection, reports),
    trained: tasks.map(({ id }) => id),
    async [Symbol.asyncDispose]() {
      await api.runs.stop({ run: waiting.id })
      await agents[Symbol.asyncDispose]()
    },
  }
}

async function modelOf({ api }: Connection, task: Task): Promise<string> {
  const { id } = await api.models.create({
    name: 'cells, best',
    uri: 'https://example.com/models/cells.onnx',
    framework: 'ONNX',
    task: task.id,
    tags: ['candidate'],
    labels: { cell: 1, background: 0 },
  })
  await api.tasks.add_or_update_model({ task: task.id, name: 'best', model: id, type: 'output' })
  return id
}

async function taskWithReports(connection: Connection): Promise<Task> {
  const task = await Task.create({ projectName: 'vision', taskName: 'segment cells', script: { command: 'true' }, connection })
  const iterations = Array.from({ length: 60 }, (_, index) => index)
  const figure = {
    data: [
      { type: 'scatter', mode: 'markers', x: iterations, y: iterations.map((x) => Math.sin(x / 6)), name: 'validation' },
      { type: 'scatter', x: iterations, y: iterations.map((x) => Math.sin(x / 6) * 0.9), name: 'model' },
    ],
    layout: { title: { text: 'Prediction and truth' } },
  }
  await connection.api.events.add_batch([
    ...iterations.flatMap((iter) => [
      { type: 'training_stats_scalar', task: task.id, metric: 'loss', variant: 'train', iter, value: Math.exp(-iter / 18) },
      { type: 'training_stats_scalar', task: task.id, metric: 'loss', variant: 'validation', iter, value: 0.1 + Math.exp(-iter / 16) },
      { type: 'training_stats_scalar', task: task.id, metric: 'dice', variant: 'validation', iter, value: 0.93 - Math.exp(-iter / 12) },
    ]),
    { type: 'plot', task: task.id, metric: 'prediction', variant: 'all', iter: 60, plot_str: JSON.stringify(figure) },
  ] as never)
  return task
}
