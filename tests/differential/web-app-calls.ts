import type { World } from '@clearway/testkit'

type Answer = Readonly<Record<string, unknown>>
/** Calls an action by HTTP, as a browser does, and gives the `data` of its answer. Throws if the answer is an error. */
export type Call = (action: string, request?: object) => Promise<Answer>

export function callsOf({ url, accessKey, secretKey }: World['connection']): Call {
  const authorization = `Basic ${btoa(`${accessKey}:${secretKey}`)}`
  return async (action, request = {}) => {
    const body = JSON.stringify(request)
    const answer = await fetch(`${url}/${action}`, { method: 'POST', headers: { authorization, 'content-type': 'application/json' }, body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${action} ${body}: ${text}`)
    return (JSON.parse(text) as { readonly data: Answer }).data
  }
}

const notHidden = ['-archived', '-pipeline', '-dataset', '-Annotation']
const taskColumns = [
  'id',
  'name',
  'type',
  'status',
  'tags',
  'system_tags',
  'user.name',
  'project.name',
  'last_iteration',
  'started',
  'parent.name',
]

/**
 * The calls that the pages of ClearML's web app make, written from the schema of its API: each page's lists, filters, totals and details, over all that the
 * server holds, and what its menus change.
 */
export async function callAsWebApp(call: Call): Promise<void> {
  await start(call)
  const projects = await projectsPage(call)
  for (const project of projects) await tasksPage(call, project)
  const tasks = await idsOf(call, 'tasks')
  for (const task of tasks.slice(0, 12)) await taskPage(call, task)
  await comparison(call, tasks.slice(0, 6))
  await modelsPage(call)
  await queuesAndWorkers(call)
  await menus(call, tasks)
}

async function start(call: Call): Promise<void> {
  await call('login.supported_modes')
  await call('users.get_current_user', { get_supported_features: true })
  await call('users.get_preferences')
  await call('users.set_preferences', { preferences: { pages: { tasks: { columns: ['name'] } } }, return_updated: true })
  await call('users.get_all_ex', { order_by: ['name'], only_fields: ['name', 'id'] })
  await call('organization.get_user_companies')
}

async function projectsPage(call: Call): Promise<string[]> {
  const filters = { include_stats_filter: { system_tags: ['-pipeline', '-dataset', '-Annotation'] }, search_hidden: false }
  const page = { stats_for_state: 'active', order_by: ['featured', 'name'], page: 0, page_size: 12 }
  await call('projects.get_all_ex', { ...page, ...filters, include_stats: true, shallow_search: true, check_own_contents: true })
  await call('projects.get_all_ex', {
    ...page,
    _any_: { pattern: 'flows', fields: ['id', 'name', 'description'] },
    include_dataset_stats: true,
  })
  const { projects } = (await call('projects.get_all_ex', { search_hidden: true, order_by: ['name'], include_stats: true })) as {
    readonly projects: readonly { readonly id: string }[]
  }
  await call('projects.get_project_tags', { include_system: false })
  await call('organization.get_tags', { include_system: true })
  await call('organization.get_entities_count', {
    projects: { search_hidden: true },
    tasks: { system_tags: notHidden, search_hidden: false },
    models: {},
    pipelines: { system_tags: ['pipeline'] },
    datasets: { system_tags: ['dataset'] },
    reports: {},
  })
  await call('reports.get_all_ex', { order_by: ['-last_update'], only_fields: ['name', 'user.name', 'tags'] })
  return projects.map(({ id }) => id)
}

async function tasksPage(call: Call, project: string): Promise<void> {
  const own = { project: [project], order_by: ['name', 'id'], only_fields: taskColumns, search_hidden: true }
  await call('tasks.get_all_ex', {
    ...own,
    system_tags: notHidden,
    include_subprojects: true,
    size: 5,
    scroll_id: null,
    refresh_scroll: false,
  })
  await call('tasks.get_all_ex', { ...own, page: 0, page_size: 3, status: ['completed', 'failed', 'stopped', 'closed', 'published'] })
  await call('tasks.get_all_ex', {
    ...own,
    page: 1,
    page_size: 3,
    type: ['__$not', 'controller'],
    _any_: { pattern: 'a', fields: ['name', 'id'] },
  })
  await call('tasks.get_all_ex', {
    ...own,
    order_by: ['-hyperparams.Args.x.value', 'name', 'id'],
    filters: { tags: { any: { include: ['t'] } } },
  })
  const projects = { projects: [project], include_subprojects: true }
  await call('tasks.get_types', { projects: [project] })
  await call('projects.get_task_tags', { projects: [project], include_system: true })
  await call('projects.get_task_parents', { ...projects, tasks_state: 'active' })
  await call('projects.get_unique_metric_variants', { project, include_subprojects: true })
  const { parameters } = (await call('projects.get_hyper_parameters', { project, page: 0, page_size: 50 })) as {
    readonly parameters: readonly { readonly section: string; readonly name: string }[]
  }
  for (const { section, name } of parameters.slice(0, 5))
    await call('projects.get_hyperparam_values', { ...projects, section, name, allow_public: false })
  await call('projects.get_user_names', { ...projects, entity: 'task' })
  await call('projects.get_model_tags', { projects: [project] })
  await call('projects.get_model_metadata_keys', { project })
  await call('projects.validate_delete', { project })
}

async function taskPage(call: Call, task: string): Promise<void> {
  await call('tasks.get_by_id_ex', { id: [task], only_fields: [...taskColumns, 'hyperparams', 'script', 'execution', 'models', 'comment'] })
  await call('tasks.get_all_ex', { id: [task], only_fields: ['status', 'last_metrics', 'last_iteration', 'status_message'] })
  await call('tasks.get_hyper_params', { tasks: [task] })
  await call('tasks.get_configuration_names', { tasks: [task], skip_empty: true })
  await call('tasks.get_configurations', { tasks: [task] })
  await call('events.get_task_log', { task, batch_size: 100, navigate_earlier: true, from_timestamp: null })
  await call('events.get_task_log', { task, batch_size: 3, navigate_earlier: false, from_timestamp: 0 })
  await call('events.scalar_metrics_iter_histogram', { task, key: 'iter', samples: 100 })
  await call('events.scalar_metrics_iter_histogram', { task, key: 'timestamp' })
  await call('events.get_task_single_value_metrics', { tasks: [task] })
  await call('events.get_task_latest_scalar_values', { task })
  await call('events.get_task_plots', { task, iters: 2 })
  await call('events.get_scalar_metrics_and_variants', { task })
  for (const event_type of ['log', 'plot', 'training_debug_image', 'training_stats_scalar'])
    await call('events.get_task_metrics', { tasks: [task], event_type })
  const { metrics } = (await call('events.debug_images', { metrics: [{ task }], iters: 3 })) as {
    readonly metrics: readonly { readonly iterations: readonly { readonly events: readonly Answer[] }[] }[]
  }
  const shown = metrics.flatMap(({ iterations }) => iterations.flatMap(({ events }) => events))
  for (const { metric, variant, iter } of shown.slice(0, 2)) {
    const { scroll_id } = await call('events.get_debug_image_sample', { task, metric, variant, iteration: iter })
    await call('events.next_debug_image_sample', { task, scroll_id, navigate_earlier: true })
  }
}

async function comparison(call: Call, tasks: readonly string[]): Promise<void> {
  await call('tasks.get_all_ex', { id: tasks, order_by: ['name', 'id'], only_fields: [...taskColumns, 'hyperparams', 'last_metrics'] })
  await call('events.multi_task_scalar_metrics_iter_histogram', { tasks, key: 'iter', samples: 50 })
  await call('events.get_multi_task_plots', { tasks, iters: 1, last_iters_per_task_metric: true })
  await call('events.get_multi_task_metrics', { tasks, event_type: 'training_stats_scalar' })
  await call('events.debug_images', { metrics: tasks.map((task) => ({ task })), iters: 1 })
}

async function modelsPage(call: Call): Promise<void> {
  const models = await idsOf(call, 'models')
  await call('models.get_frameworks')
  await call('models.get_all_ex', {
    order_by: ['name', 'id'],
    page: 0,
    page_size: 5,
    only_fields: ['name', 'framework', 'task.name', 'tags', 'ready'],
  })
  for (const model of models.slice(0, 5)) {
    await call('models.get_all_ex', {
      id: [model],
      only_fields: ['name', 'labels', 'metadata', 'design', 'uri', 'project.name', 'user.name'],
    })
    await call('tasks.get_all_ex', { 'models.input.model': [model], only_fields: ['id'], order_by: ['name', 'id'] })
  }
}

async function queuesAndWorkers(call: Call): Promise<void> {
  const { id } = await call('queues.create', { name: 'of the web app', tags: ['x'] })
  await call('queues.get_all_ex', { order_by: ['name'], max_task_entries: 10 })
  await call('queues.get_num_entries', { queue: id })
  await call('workers.get_all', { last_seen: 3600 })
  await call('workers.get_count', { last_seen: 3600 })
}

async function menus(call: Call, tasks: readonly string[]): Promise<void> {
  const [task = '', other = ''] = tasks
  const { id: clone } = await call('tasks.clone', { task, new_task_name: 'a clone', new_task_tags: ['cloned'] })
  await call('tasks.edit_hyper_params', {
    task: clone,
    hyperparams: [{ section: 'General', name: 'lr', value: '0.5' }],
    replace_hyperparams: 'none',
  })
  await call('tasks.edit_configuration', { task: clone, configuration: [{ name: 'net', value: 'a: 1', type: 'yaml' }] })
  await call('tasks.update', { task: clone, comment: 'a comment', tags: ['cloned', 'again'] })
  const { id: queue } = await call('queues.create', { name: 'of a clone' })
  await call('tasks.enqueue', { task: clone, queue, verify_watched_queue: true })
  await call('queues.get_all_ex', { id: [queue] })
  await call('tasks.dequeue', { task: clone })
  await call('tasks.move', { ids: [clone], project_name: 'moved by the web app' })
  await call('tasks.archive_many', { ids: [clone, other] })
  await call('tasks.get_all_ex', { system_tags: ['archived'], only_fields: taskColumns, order_by: ['name', 'id'] })
  await call('tasks.unarchive_many', { ids: [other] })
  await call('tasks.delete_many', { ids: [clone], delete_output_models: true })
  await call('tasks.reset', { task: other, force: true })
  await call('tasks.get_by_id_ex', { id: [other] })
}

async function idsOf(call: Call, entity: 'tasks' | 'models'): Promise<string[]> {
  const found = await call(`${entity}.get_all_ex`, {
    only_fields: ['id'],
    order_by: ['name', 'id'],
    search_hidden: true,
    page: 0,
    page_size: 500,
  })
  return (found[entity] as readonly { readonly id: string }[]).map(({ id }) => id)
}
