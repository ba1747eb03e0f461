import type { Api } from '@clearway/sdk/client'

/** An existing entity for each field that names one. */
export async function oneOfEach(api: Api): Promise<Readonly<Record<string, unknown>>> {
  const { id: project } = await api.projects.create({ name: 'a project' })
  const { id: task } = await api.tasks.create({ name: 'a task', project })
  const { id: model } = await api.models.create({ name: 'a model', project, task })
  const { id: queue } = await api.queues.get_default({})
  return { project, task, model, queue, run: task, ids: [model], tasks: [task] }
}
