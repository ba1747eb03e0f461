import type { Connection } from '@clearway/contract'
import { openConnection } from '@clearway/sdk'
import { storeFile } from '@clearway/sdk/files'
import { clientOf } from '@clearway/testkit'

export interface FilledSource {
  readonly tasks: readonly string[]
  readonly published: string
  readonly running: string
  readonly controller: string
  readonly step: string
  readonly model: string
}

const at = Date.UTC(2026, 0, 1)

/** Fills a server with what a team has: projects, a pipeline with a step, models, queues, tasks with parts, events, files. */
export async function fillSource(server: Connection, { tasks: count = 4, points = 50 } = {}): Promise<FilledSource> {
  const api = clientOf(server)
  const files = await openConnection({ url: server.url, credentials: server }, {})
  const { id: project } = await api.projects.create({ name: 'vision/detect', description: 'What is in a picture', tags: ['team'] })
  const { id: queue } = await api.queues.create({
    name: 'gpu',
    tags: ['fast'],
    system_tags: ['k8s-glue'],
    metadata: { rack: { key: 'rack', type: 'str', value: '7' } },
  })
  const tasks: string[] = []
  for (let number = 0; number < count; number += 1) {
    const { id } = await api.tasks.create({
      name: `train ${number}`,
      type: 'training',
      project,
      comment: 'of theirs',
      tags: ['night', `n${number}`],
      script: { repository: 'git@there:x.git', branch: 'main', diff: '+ a line', requirements: { pip: 'numpy==2' } },
      container: { image: 'python:3.12', arguments: '--ipc=host' },
      hyperparams: { Args: { lr: { section: 'Args', name: 'lr', value: '0.1', type: 'float' } } },
      configuration: { General: { value: 'a: 1', type: 'yaml' } },
      runtime: { hostname: 'there' },
    })
    tasks.push(id)
    await api.tasks.started({ task: id })
    const path = ['vision', `train ${number}.${id}`, 'artifacts', 'a b', 'data.json']
    const { uri, size, hash } = await storeFile(files, path, { bytes: Buffer.from(`{"n":${number}}`) }, 'application/json')
    const image = await storeFile(
      files,
      ['vision', `train ${number}.${id}`, 'metrics', 'm.png'],
      { bytes: Buffer.from('PNG') },
      'image/png',
    )
    await api.tasks.add_or_update_artifacts({
      task: id,
      artifacts: [
        { key: 'data', type: 'dict', uri, content_size: size, hash, type_data: { preview: 'n' } },
        { key: 'elsewhere', type: 'custom', uri: 's3://bucket/key' },
      ],
    })
    await api.events.add_batch([
      ...eventsOf(id, points),
      { type: 'training_debug_image', task: id, iter: 3, timestamp: at, metric: 'seen', variant: 'one', url: image.uri },
    ])
    const { id: model } = await api.models.create({
      name: `net ${number}`,
      task: id,
      project,
      uri: image.uri,
      ready: false,
      labels: { cat: 1 },
    })
    await api.tasks.add_or_update_model({ task: id, name: 'net', model, type: 'output' })
    await api.tasks[number % 2 === 0 ? 'completed' : 'failed']({ task: id, status_reason: `ended ${number}` })
  }
  const [published = '', running = ''] = tasks
  await api.tasks.publish({ task: published })
  const draft = (await api.tasks.create({ name: 'still running', type: 'training', project })).id
  await api.tasks.started({ task: draft })
  await api.events.add_batch(
    [0, 1, 1].map((second) => ({ type: 'log', task: draft, timestamp: at + second * 1000, level: 'info', msg: 'so far' })),
  )
  const { id: home } = await api.projects.create({ name: 'vision/.pipelines/nightly', system_tags: ['hidden', 'pipeline'] })
  const controller = (await api.tasks.create({ name: 'nightly', type: 'controller', project: home, system_tags: ['pipeline'] })).id
  const step = (await api.tasks.create({ name: 'load', type: 'data_processing', project: home, parent: controller })).id
  await api.tasks.enqueue({ task: step, queue })
  const { models } = await api.models.get_all({ task: [published] })
  return { tasks, published, running: draft, controller, step, model: models[0]?.id ?? running }
}

function eventsOf(task: string, points: number): object[] {
  return [
    ...Array.from({ length: points }, (_, iter) => ({
      type: 'training_stats_scalar',
      task,
      iter,
      timestamp: at + iter,
      metric: 'loss',
      variant: iter % 2 === 0 ? 'train' : 'test',
      value: 1 / (iter + 1),
    })),
    // Several lines of one time, as a burst of output has them.
    ...Array.from({ length: points }, (_, line) => ({
      type: 'log',
      task,
      timestamp: at + Math.floor(line / 3) * 10,
      level: line % 5 === 0 ? 'error' : 'info',
      worker: 'gpu-1',
      msg: `line ${line}`,
    })),
    { type: 'plot', task, iter: 2, timestamp: at, metric: 'confusion', variant: 'all', plot_str: '{"data":[],"layout":{}}' },
    { type: 'training_stats_vector', task, iter: 1, timestamp: at, metric: 'weights', variant: 'first', values: [1, 2, 3] },
  ]
}
