import { openConnection, type Connection, Task } from '@clearway/sdk'
import { startAgentProcess, until } from '@clearway/testkit'
import iris from '../../examples/iris/src/functions.ts'
import { cellPicture } from './cell-picture.ts'
import { churn, forecast, frames } from './sample-pipelines.ts'

/** What the pages of a filled server are about. */
export interface Filled extends AsyncDisposable {
  /** A run that has completed, and one with a failed step. */
  readonly run: string
  readonly failedRun: string
  /** A run with a step in a queue that nobody serves. */
  readonly waitingRun: string
  /** The project of the pipeline whose run has completed. */
  readonly project: string
  /** A task with curves, a plot and images. */
  readonly reports: string
  /** A model that the task with reports has made. */
  readonly model: string
  /** Tasks that can be compared. */
  readonly trained: readonly string[]
  /** Tasks with a configuration each, which differ in some lines. */
  readonly configured: readonly string[]
  /** A task whose name, project and tags are longer than any column. */
  readonly longNamed: string
}

interface Given {
  readonly url: string
  readonly accessKey: string
  readonly secretKey: string
}

/** Runs pipelines on agents of their own, until each page has something to show. The agents live until it is disposed. */
export async function fillServer(given: Given): Promise<Filled> {
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
  const reports = await taskWithReports(connection, given)
  await startByItself(connection)
  await until(async () => (await api.queues.explain({ limit: 10 })).counts.unserved > 0)
  const { tasks } = await api.tasks.get_all_ex({ parent: completed.id, name: '^train', search_hidden: true, only_fields: ['id'] })
  const agents = started.move()
  return {
    run: completed.id,
    project: (await api.tasks.get_by_id({ task: completed.id })).task.project as string,
    failedRun: failed.id,
    waitingRun: waiting.id,
    longNamed: await longNamed(connection),
    reports: reports.id,
    model: await modelOf(connection, reports),
    trained: tasks.map(({ id }) => id),
    configured: [
      await configured(connection, 'small net', { width: 64, rate: 0.01 }),
      await configured(connection, 'wide net', { width: 256, rate: 0.003 }),
    ],
    async [Symbol.asyncDispose]() {
      await api.runs.stop({ run: waiting.id })
      await agents[Symbol.asyncDispose]()
    },
  }
}

/** Makes schedules and a trigger: one schedule has fired, one is paused. */
async function startByItself({ api }: Connection): Promise<void> {
  const { id: nightly } = await api.schedules.create({
    name: 'churn, nightly',
    cron: '30 2 * * *',
    time_zone: 'Europe/Berlin',
    start: { pipeline: 'churn', parameters: { rows: 900 } },
  })
  await api.schedules.fire({ schedule: nightly })
  await api.schedules.create({ name: 'forecast, hourly', every_seconds: 3600, enabled: false, start: { pipeline: 'forecast' } })
  await api.triggers.create({ name: 'churn after a model', entity: 'model', statuses: ['published'], start: { pipeline: 'churn' } })
}

async function configured({ api }: Connection, name: string, given: { readonly width: number; readonly rate: number }): Promise<string> {
  const value = `model:
  kind: mlp
  layers: [${given.width}, ${given.width}]
  activation: relu
training:
  rate: ${given.rate}
  batch: 32
  epochs: 40
`
  const { id } = await api.tasks.create({ name, type: 'training', configuration: { net: { name: 'net', value, type: 'yaml' } } })
  return id
}

async function longNamed({ api }: Connection): Promise<string> {
  const { id: project } = await api.projects.create({ name: 'research/vision/retina/segmentation with a larger encoder' })
  const { id } = await api.tasks.create({
    name: 'segment the cells of the retina, second attempt with a larger encoder and mixed precision, seed 17 of 40',
    type: 'training',
    project,
    tags: ['candidate for the paper', 'mixed precision', 'larger encoder', 'seed 17'],
    hyperparams: {
      Args: {
        learning_rate_of_the_encoder_while_the_decoder_is_frozen: {
          section: 'Args',
          name: 'learning_rate_of_the_encoder_while_the_decoder_is_frozen',
          value: '0.00015625',
        },
        weights: { section: 'Args', name: 'weights', value: `https://example.com/${'weights/'.repeat(20)}encoder.bin` },
      },
    },
  })
  return id
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

async function taskWithReports(connection: Connection, given: Given): Promise<Task> {
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
    ...(await uploadImages(given)).map((image) => ({ type: 'training_debug_image', task: task.id, ...image })),
  ] as never)
  return task
}

/** Stores images of cells and the masks that were found for them, of two iterations. */
async function uploadImages({ url, accessKey, secretKey }: Given) {
  const images = [20, 60].flatMap((iter) =>
    ['one', 'two', 'three'].flatMap((variant, seed) =>
      (['cells', 'masks'] as const).map((metric) => ({ iter, metric, variant, content: cellPicture(seed, metric === 'masks') })),
    ),
  )
  const pathOf = ({ metric, variant, iter }: (typeof images)[number]): string => `vision/${metric}-${variant}-${iter}.png`
  const form = new FormData()
  for (const image of images) form.set(pathOf(image), new File([new Uint8Array(image.content)], pathOf(image), { type: 'image/png' }))
  const authorization = `Basic ${btoa(`${accessKey}:${secretKey}`)}`
  const { status } = await fetch(`${url}/files`, { method: 'POST', body: form, headers: { authorization } })
  if (status !== 200) throw new Error(`The images were answered by ${status}.`)
  return images.map((image) => ({ metric: image.metric, variant: image.variant, iter: image.iter, url: `${url}/files/${pathOf(image)}` }))
}
