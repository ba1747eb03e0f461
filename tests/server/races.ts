import type { contract, RequestOf } from '@clearway/contract'
import { clientOf } from '@clearway/testkit'
import { aFailedRun, aLiveRun } from './a-run.ts'
import { httpCall } from './http-call.ts'
import type { RaceWorld } from './race-world.ts'

/** The same call, sent by several callers at once. The result must not depend on the order in which they are served. */
export interface Race {
  /** Whether the calls are about different tasks. */
  readonly tasks?: true
  /** Prepares the world of the race. */
  readonly prepare?: (world: RaceWorld) => Promise<unknown>
  /** The call of the caller with this number. */
  readonly call: (world: RaceWorld, number: number) => Promise<unknown>
  /** The part of an answer that must not depend on the order. Default: whether the call succeeded. */
  readonly summarize?: (answer: never) => unknown
}

const several = Array.from({ length: 8 }, (_, number) => number)
const scriptKeys = ['binary', 'repository', 'branch', 'tag', 'version_num', 'entry_point', 'working_dir', 'diff'] as const
const models = (world: RaceWorld) => ({ task: world.task, model: world.model })
const allParams = several.map((number) => ({ section: 'Args', name: `p${number}`, value: `${number}` }))
const allConfigs = several.map((number) => ({ name: `c${number}`, value: `${number}` }))

const aSchedule = ({ task, queue, queueName }: RaceWorld) => ({ name: queueName, start: { task, queue }, cron: '@yearly' })
const aTrigger = ({ task, queue, queueName }: RaceWorld) => ({
  name: queueName,
  entity: 'model' as const,
  tags: ['none'],
  start: { task, queue },
})

async function aReport(world: RaceWorld): Promise<void> {
  world.made = (await world.api.reports.create({ name: 'a report', project: world.project })).id
}

async function aUser(world: RaceWorld): Promise<void> {
  world.made = (await world.api.auth.create_user({ name: world.projectName })).id
}

/** A race for every action that writes. */
export const races: Readonly<Record<string, Race>> = {
  'auth.create_credentials': { call: ({ api }, number) => api.auth.create_credentials({ label: `raced ${number}` }) },
  'auth.edit_credentials': {
    prepare: async (world) => void (world.made = (await world.api.auth.create_credentials({})).credentials.access_key),
    call: ({ api, made }) => api.auth.edit_credentials({ access_key: made, label: 'raced' }),
  },
  'auth.create_ticket': { call: ({ api }) => api.auth.create_ticket({}) },
  'auth.revoke_credentials': {
    prepare: async (world) => void (world.made = (await world.api.auth.create_credentials({})).credentials.access_key),
    call: ({ api, made }) => api.auth.revoke_credentials({ access_key: made }),
  },
  'auth.create_user': { call: ({ api, projectName }) => api.auth.create_user({ name: projectName }) },
  'auth.edit_user': { prepare: aUser, call: ({ api, made }) => api.auth.edit_user({ user: made, role: 'viewer' }) },
  'auth.set_password': {
    prepare: async (world) => {
      await aUser(world)
      await world.api.auth.edit_user({ user: world.made, password: 'the first password' })
    },
    // One caller changes it; whether the others are refused at the login or by the action depends on the order.
    call: ({ url, projectName }, number) => {
      const login = { accessKey: projectName, secretKey: 'the first password' }
      const change = { password: `another password ${number}`, current: 'the first password' }
      return clientOf({ url, ...login })
        .auth.set_password(change)
        .then(
          () => 'changed',
          () => 'refused',
        )
    },
    summarize: (answer: string) => answer,
  },
  'auth.get_token_for_user': { prepare: aUser, call: ({ api, made }) => api.auth.get_token_for_user({ user: made }) },
  'users.create': {
    prepare: async (world) => void (world.made = (await world.api.users.get_current_user({})).user.company.id),
    call: ({ api, made, projectName }) => api.users.create({ id: projectName.replace(' ', '-'), company: made, name: projectName }),
  },
  'users.update': { prepare: aUser, call: ({ api, made }) => api.users.update({ user: made, given_name: 'Ana' }) },
  'users.delete': { prepare: aUser, call: ({ api, made }) => api.users.delete({ user: made }) },

  'events.add_batch': {
    call: ({ url, headers, task }, number) => {
      const events = [
        { type: 'log', task, msg: `line ${number}`, timestamp: 1 },
        { type: 'training_stats_scalar', task, metric: 'loss', variant: 'all', iter: 1, value: 1, timestamp: 1 },
        { type: 'training_stats_scalar', task, metric: 'loss', variant: `v${number}`, iter: number, value: number, timestamp: 1 },
      ]
      return httpCall(url, 'events.add_batch', { headers, body: events.map((event) => JSON.stringify(event)).join('\n') })
    },
    summarize: ({ status }: { readonly status: number }) => status,
  },

  'events.add': {
    call: ({ url, headers, task }, number) =>
      httpCall(url, 'events.add', { headers, body: { type: 'log', task, msg: `one ${number}`, timestamp: 1 } }),
    summarize: ({ status }: { readonly status: number }) => status,
  },
  'events.clear_task_log': {
    prepare: ({ api, task }) => api.events.add_batch([{ type: 'log', task, msg: 'a line', timestamp: 1 }] as never),
    call: ({ api, task }) => api.events.clear_task_log({ task }),
  },
  'events.delete_for_task': {
    prepare: ({ api, task }) => api.events.add_batch([{ type: 'log', task, msg: 'a line', timestamp: 1 }] as never),
    call: ({ api, task }) => api.events.delete_for_task({ task }),
  },
  'events.delete_for_model': { call: ({ api, model }) => api.events.delete_for_model({ model }) },

  'models.create': {
    call: ({ api, project }, number) => api.models.create({ name: `model ${number}`, uri: 'file:///m', project, tags: ['a', 'b'] }),
  },
  'models.edit': {
    call: ({ api, model }, number) =>
      api.models.edit({ model, ...[{ tags: ['a', 'b'] }, { comment: 'said' }, { labels: { cat: 1 } }, { iteration: number }][number % 4] }),
  },
  'models.update': {
    call: ({ api, model }, number) =>
      api.models.update({ model, ...[{ tags: ['a', 'b'] }, { comment: 'said' }, { ui_cache: { a: 1 } }][number % 3] }),
  },
  'models.update_for_task': { call: ({ api, task }) => api.models.update_for_task({ task, uri: 'file:///made', name: 'made' }) },
  'models.move': {
    call: ({ api, model, projectName }, number) => api.models.move({ ids: [model], project_name: `${projectName}/${number - number}` }),
  },
  'models.update_tags': {
    call: ({ api, model }, number) => api.models.update_tags({ ids: [model], add_tags: [`t${number}`], remove_tags: ['none'] }),
  },
  'models.make_public': { call: ({ api, model }) => api.models.make_public({ ids: [model] }) },
  'models.make_private': {
    prepare: ({ api, model }) => api.models.make_public({ ids: [model] }),
    call: ({ api, model }) => api.models.make_private({ ids: [model] }),
  },
  'models.publish_many': {
    call: ({ api, model }) => api.models.publish_many({ ids: [model] }),
    summarize: ({ succeeded }: { readonly succeeded: readonly object[] }) => succeeded.length,
  },
  'models.delete_many': {
    call: ({ api, model }) => api.models.delete_many({ ids: [model], force: true }),
    summarize: ({ succeeded }: { readonly succeeded: readonly object[] }) => succeeded.length,
  },
  'models.delete_metadata': {
    prepare: ({ api, model }) => api.models.add_or_update_metadata({ model, metadata: [{ key: 'a' }, { key: 'b' }, { key: 'c' }] }),
    call: ({ api, model }, number) => api.models.delete_metadata({ model, keys: [['a'], ['b']][number % 2]! }),
  },
  'models.set_ready': { call: ({ api, model }) => api.models.set_ready({ model }) },
  'models.delete': { call: ({ api, model }) => api.models.delete({ model, force: true }) },
  'models.archive_many': { call: ({ api, model }) => api.models.archive_many({ ids: [model] }) },
  'models.unarchive_many': {
    prepare: ({ api, model }) => api.models.archive_many({ ids: [model] }),
    call: ({ api, model }) => api.models.unarchive_many({ ids: [model] }),
  },
  'models.add_or_update_metadata': {
    call: ({ api, model }, number) => api.models.add_or_update_metadata({ model, metadata: [{ key: `k${number}`, value: 'v' }] }),
  },

  'imports.put': {
    call: ({ api, project, projectName }, number) =>
      api.imports.put({
        source: projectName,
        users: [{ id: 'one of theirs', name: 'Somebody' }],
        projects: [{ id: `${project} there`, name: `${projectName}/theirs` }],
        models: [{ id: `${project} model`, name: 'theirs', project: `${project} there`, ready: true, last_change: 5 }],
        tasks: [
          { id: `${project} task`, name: 'theirs', type: 'training', status: 'completed', project: `${project} there`, last_change: 5 },
        ],
        whole: [{ entity: 'task', id: `${project} task`, marker: `${number - number}` }],
      }),
  },
  'imports.add_events': {
    call: ({ url, headers, task }, number) =>
      httpCall(url, 'imports.add_events', { headers, body: { type: 'log', task, msg: `one ${number}`, timestamp: 1 } }),
    summarize: ({ status }: { readonly status: number }) => status,
  },

  'projects.create': { call: ({ api, projectName }, number) => api.projects.create({ name: `${projectName}/shared/new/p${number % 6}` }) },
  'projects.update': {
    call: ({ api, project }, number) =>
      api.projects.update({ project, ...[{ tags: ['a', 'b'] }, { description: 'said' }, { system_tags: ['c'] }][number % 3] }),
  },
  'projects.move': {
    call: ({ api, project, projectName }, number) => api.projects.move({ project, new_location: `${projectName} ${number - number}` }),
  },
  'projects.merge': {
    prepare: async (world) => void (world.made = (await world.api.projects.create({ name: `${world.projectName}/merged` })).id),
    call: ({ api, project, made }) => api.projects.merge({ project: made, destination_project: project }),
  },
  'projects.make_public': { call: ({ api, project }) => api.projects.make_public({ ids: [project] }) },
  'projects.make_private': {
    prepare: ({ api, project }) => api.projects.make_public({ ids: [project] }),
    call: ({ api, project }) => api.projects.make_private({ ids: [project] }),
  },
  'pipelines.start_pipeline': {
    prepare: async (world) => void (world.made = (await aFailedRun(world.api, world)).run),
    call: ({ api, made, queue }) => api.pipelines.start_pipeline({ task: made, queue }),
  },
  'pipelines.delete_runs': {
    prepare: async (world) => {
      for (let made = 0; made < 2; made += 1) world.made = (await aFailedRun(world.api, world)).run
    },
    call: ({ api, project, made }) => api.pipelines.delete_runs({ project, ids: [made] }),
    summarize: () => undefined,
  },
  'projects.delete': { call: ({ api, project }) => api.projects.delete({ project, force: true }) },

  'queues.create': { call: ({ api, queueName }, number) => api.queues.create({ name: `${queueName} ${number % 6}`, tags: ['a'] }) },
  'queues.update': {
    call: ({ api, queue }, number) =>
      api.queues.update({
        queue,
        ...[{ tags: ['a', 'b'] }, { display_name: 'shown' }, { metadata: { a: { key: 'a' } } }][number % 3],
      } as RequestOf<(typeof contract)['queues']['update']>),
  },
  'queues.delete': {
    tasks: true,
    prepare: (world) => world.enqueue(3),
    call: ({ api, queue }) => api.queues.delete({ queue, force: true }),
  },
  'queues.pause': { call: ({ api, queue }) => api.queues.pause({ queue }) },
  'queues.resume': {
    prepare: ({ api, queue }) => api.queues.pause({ queue }),
    call: ({ api, queue }) => api.queues.resume({ queue }),
  },
  'queues.clear': {
    tasks: true,
    prepare: (world) => world.enqueue(3),
    call: ({ api, queue }) => api.queues.clear({ queue }),
  },
  'queues.clear_queue': {
    tasks: true,
    prepare: (world) => world.enqueue(3),
    call: ({ api, queue }) => api.queues.clear_queue({ queue }),
  },
  'queues.add_or_update_metadata': {
    call: ({ api, queue }, number) => api.queues.add_or_update_metadata({ queue, metadata: [{ key: `k${number}`, value: 'v' }] }),
  },
  'queues.delete_metadata': {
    prepare: ({ api, queue }) =>
      api.queues.add_or_update_metadata({ queue, metadata: several.map((number) => ({ key: `k${number}`, value: 'v' })) }),
    call: ({ api, queue }, number) => api.queues.delete_metadata({ queue, keys: [`k${number}`] }),
  },
  'queues.get_next_task': {
    tasks: true,
    prepare: (world) => world.enqueue(3),
    call: ({ api, queue }) => api.queues.get_next_task({ queue }),
    summarize: ({ entry }: { readonly entry?: unknown }) => entry !== undefined,
  },
  'queues.add_task': { tasks: true, call: ({ api, queue, tasks }, number) => api.queues.add_task({ queue, task: tasks[number % 4]! }) },
  'queues.remove_task': {
    tasks: true,
    prepare: (world) => world.enqueue(4),
    call: ({ api, queue, tasks }, number) => api.queues.remove_task({ queue, task: tasks[number % 4]! }),
  },
  'queues.move_task_forward': {
    tasks: true,
    prepare: (world) => world.enqueue(8),
    call: ({ api, queue, tasks }, number) => api.queues.move_task_forward({ queue, task: tasks[7]!, count: number % 2 }),
  },
  'queues.move_task_backward': {
    tasks: true,
    prepare: (world) => world.enqueue(8),
    call: ({ api, queue, tasks }, number) => api.queues.move_task_backward({ queue, task: tasks[0]!, count: number % 2 }),
  },
  'queues.move_task_to_front': {
    tasks: true,
    prepare: (world) => world.enqueue(8),
    call: ({ api, queue, tasks }) => api.queues.move_task_to_front({ queue, task: tasks[5]! }),
  },
  'queues.move_task_to_back': {
    tasks: true,
    prepare: (world) => world.enqueue(8),
    call: ({ api, queue, tasks }) => api.queues.move_task_to_back({ queue, task: tasks[2]! }),
  },

  'reports.create': { call: ({ api, project }, number) => api.reports.create({ name: `report ${number}`, project, report: 'text' }) },
  'reports.update': {
    prepare: aReport,
    call: ({ api, made }, number) => api.reports.update({ task: made, ...(number % 2 === 0 ? { report: 'text' } : { comment: 'said' }) }),
  },
  'reports.move': {
    prepare: aReport,
    call: ({ api, made, projectName }) => api.reports.move({ task: made, project_name: `${projectName}/moved` }),
  },
  'reports.publish': { prepare: aReport, call: ({ api, made }) => api.reports.publish({ task: made }) },
  'reports.archive': { prepare: aReport, call: ({ api, made }) => api.reports.archive({ task: made }) },
  'reports.unarchive': { prepare: aReport, call: ({ api, made }) => api.reports.unarchive({ task: made }) },
  'reports.delete': { prepare: aReport, call: ({ api, made }) => api.reports.delete({ task: made }) },

  'runs.append': {
    call: ({ api, task }, number) =>
      api.runs.append({ run: task, expected_seq: 0, engine_version: 1, events: [{ type: 'begun', by: number - number }] }),
  },

  'schedules.create': {
    call: (world, number) => world.api.schedules.create({ ...aSchedule(world), name: `${world.queueName} ${number % 6}` }),
  },
  'schedules.update': {
    prepare: async (world) => void (world.made = (await world.api.schedules.create(aSchedule(world))).id),
    call: ({ api, made }, number) =>
      api.schedules.update({
        schedule: made,
        ...[{ enabled: false }, { missed: 'skip' as const }, { overlap: 'queue' as const }][number % 3],
      }),
    summarize: ({ updated }: { readonly updated: number }) => updated,
  },
  'schedules.delete': {
    prepare: async (world) => void (world.made = (await world.api.schedules.create(aSchedule(world))).id),
    call: ({ api, made }) => api.schedules.delete({ schedule: made }),
  },
  'schedules.fire': {
    tasks: true,
    prepare: async (world) => void (world.made = (await world.api.schedules.create(aSchedule(world))).id),
    call: ({ api, made }) => api.schedules.fire({ schedule: made }),
    summarize: ({ fire }: { readonly fire: { readonly outcome: string } }) => fire.outcome,
  },
  'runs.start': {
    prepare: async (world) => void (world.made = (await aFailedRun(world.api, world)).run),
    call: ({ api, made, queue }) => api.runs.start({ run: made, queue }),
  },
  'runs.rerun': {
    prepare: async (world) => void (world.made = (await aFailedRun(world.api, world)).run),
    call: ({ api, made, queue }) => api.runs.rerun({ run: made, queue }),
  },
  'runs.retry': {
    prepare: async (world) => void (world.made = (await aFailedRun(world.api, world)).run),
    call: ({ api, made, queue }) => api.runs.retry({ run: made, queue }),
  },
  'runs.resume': {
    prepare: async (world) => {
      world.made = (await aLiveRun(world.api, [], world)).run
      await world.api.runs.pause({ run: world.made })
    },
    call: ({ api, made }) => api.runs.resume({ run: made }),
  },
  'runs.pause': {
    prepare: async (world) => void (world.made = (await aLiveRun(world.api, [], world)).run),
    call: ({ api, made }) => api.runs.pause({ run: made }),
  },
  'runs.stop': {
    prepare: async (world) => void (world.made = (await aLiveRun(world.api, [], world)).run),
    call: ({ api, made }) => api.runs.stop({ run: made, reason: 'raced' }),
  },

  'server.config': { call: ({ api }) => api.server.config({}) },
  'server.get_stats': { call: ({ api }) => api.server.get_stats({}) },

  'serving.register_container': {
    call: ({ api, queueName }) => api.serving.register_container({ container_id: queueName, endpoint_name: 'e', model_name: 'm' }),
  },
  'serving.unregister_container': {
    prepare: ({ api, queueName }) => api.serving.register_container({ container_id: queueName, endpoint_name: 'e', model_name: 'm' }),
    call: ({ api, queueName }) => api.serving.unregister_container({ container_id: queueName }),
  },
  'serving.container_status_report': {
    call: ({ api, queueName }) =>
      api.serving.container_status_report({
        container_id: queueName,
        endpoint_name: 'e',
        model_name: 'm',
        endpoint_url: `http://${queueName}`,
      }),
  },
  'storage.set_settings': { call: ({ api }) => api.storage.set_settings({ aws: {} }) },
  'storage.reset_settings': { call: ({ api }) => api.storage.reset_settings({}) },

  'tasks.create': {
    call: ({ api, project, task }, number) =>
      api.tasks.create({ name: `made ${number}`, type: 'training', project, parent: task, tags: ['a'] }),
  },
  'tasks.clone': { call: ({ api, task, projectName }) => api.tasks.clone({ task, new_project_name: `${projectName}/clones` }) },
  'tasks.edit': {
    call: ({ api, task }, number) => api.tasks.edit({ task, script: { [scriptKeys[number]!]: `${number}` }, tags: ['a', 'b'] }),
  },
  'tasks.update': {
    call: ({ api, task }, number) =>
      api.tasks.update({ task, tags: ['a', 'b'], ...(number % 2 === 0 ? { output__error: 'said' } : { comment: 'said' }) }),
  },
  'tasks.update_batch': {
    tasks: true,
    call: ({ url, headers, tasks }, number) =>
      httpCall(url, 'tasks.update_batch', {
        headers: { ...headers, 'content-type': 'application/json-lines' },
        body: tasks.map((task, index) => JSON.stringify({ task, comment: `${index}`, tags: ['a', `b${number - number}`] })).join('\n'),
      }),
    summarize: ({ status }: { readonly status: number }) => status,
  },
  'tasks.make_public': { call: ({ api, task }) => api.tasks.make_public({ ids: [task] }) },
  'tasks.make_private': {
    prepare: ({ api, task }) => api.tasks.make_public({ ids: [task] }),
    call: ({ api, task }) => api.tasks.make_private({ ids: [task] }),
  },
  'tasks.move': {
    tasks: true,
    call: ({ api, tasks, projectName }, number) => api.tasks.move({ ids: tasks, project_name: `${projectName}/moved ${number - number}` }),
  },
  'tasks.update_tags': {
    tasks: true,
    call: ({ api, tasks }, number) =>
      api.tasks.update_tags({ ids: number % 2 === 0 ? tasks : tasks.toReversed(), add_tags: [`t${number}`], remove_tags: ['none'] }),
  },
  'tasks.set_requirements': {
    prepare: ({ api, task }) => api.tasks.edit({ task, script: { binary: 'sh' } }),
    call: ({ api, task }) => api.tasks.set_requirements({ task, requirements: { pip: 'six' } }),
  },
  'tasks.edit_hyper_params': {
    call: ({ api, task }, number) => api.tasks.edit_hyper_params({ task, hyperparams: [allParams[number]!, allParams[0]!] }),
  },
  'tasks.delete_hyper_params': {
    prepare: ({ api, task }) => api.tasks.edit_hyper_params({ task, hyperparams: allParams }),
    call: ({ api, task }, number) => api.tasks.delete_hyper_params({ task, hyperparams: [{ section: 'Args', name: `p${number}` }] }),
  },
  'tasks.edit_configuration': {
    call: ({ api, task }, number) => api.tasks.edit_configuration({ task, configuration: [allConfigs[number]!, allConfigs[0]!] }),
  },
  'tasks.delete_configuration': {
    prepare: ({ api, task }) => api.tasks.edit_configuration({ task, configuration: allConfigs }),
    call: ({ api, task }, number) => api.tasks.delete_configuration({ task, configuration: [`c${number}`] }),
  },
  'tasks.edit_runtime': {
    call: ({ api, task }, number) => api.tasks.edit_runtime({ task, add_or_update: { [`r${number}`]: number } } as never),
  },
  'tasks.add_or_update_artifacts': {
    call: ({ api, task }, number) => api.tasks.add_or_update_artifacts({ task, artifacts: [{ key: `a${number}` }, { key: 'a0' }] }),
  },
  'tasks.delete_artifacts': {
    prepare: ({ api, task }) => api.tasks.add_or_update_artifacts({ task, artifacts: several.map((number) => ({ key: `a${number}` })) }),
    call: ({ api, task }, number) => api.tasks.delete_artifacts({ task, artifacts: [{ key: `a${number}` }] }),
  },
  'tasks.add_or_update_model': {
    call: ({ api, ...world }, number) =>
      api.tasks.add_or_update_model({ ...models(world as RaceWorld), name: `m${number}`, type: 'output' }),
  },
  'tasks.delete_models': {
    prepare: async ({ api, ...world }) => {
      for (const number of several)
        await api.tasks.add_or_update_model({ ...models(world as RaceWorld), name: `m${number}`, type: 'output' })
    },
    call: ({ api, task }, number) => api.tasks.delete_models({ task, models: [{ name: `m${number}`, type: 'output' }] }),
  },
  'tasks.started': { call: ({ api, task }) => api.tasks.started({ task }) },
  'tasks.stopped': { prepare: (world) => world.run(), call: ({ api, task }) => api.tasks.stopped({ task }) },
  'tasks.failed': { prepare: (world) => world.run(), call: ({ api, task }) => api.tasks.failed({ task }) },
  'tasks.completed': { prepare: (world) => world.run(), call: ({ api, task }) => api.tasks.completed({ task }) },
  'tasks.close': {
    prepare: ({ api, task }) => api.tasks.stopped({ task, force: true }),
    call: ({ api, task }) => api.tasks.close({ task }),
  },
  'tasks.stop': { prepare: (world) => world.run(), call: ({ api, task }) => api.tasks.stop({ task }) },
  'tasks.publish': {
    prepare: ({ api, task }) => api.tasks.stopped({ task, force: true }),
    call: ({ api, task }) => api.tasks.publish({ task }),
  },
  'tasks.reset': { prepare: (world) => world.run(), call: ({ api, task }) => api.tasks.reset({ task, force: true }) },
  'tasks.enqueue': {
    tasks: true,
    call: ({ api, queueName, tasks }, number) => api.tasks.enqueue({ task: tasks[number]!, queue_name: `${queueName} by name` }),
  },
  'tasks.dequeue': {
    tasks: true,
    prepare: (world) => world.enqueue(4),
    call: ({ api, tasks }, number) => api.tasks.dequeue({ task: tasks[number % 4]! }),
    summarize: ({ updated }: { readonly updated: number }) => updated,
  },
  'tasks.archive': {
    tasks: true,
    call: ({ api, tasks }, number) => api.tasks.archive({ tasks: number % 2 === 0 ? tasks : tasks.toReversed() }),
  },
  'tasks.unarchive': {
    tasks: true,
    prepare: ({ api, tasks }) => api.tasks.archive({ tasks }),
    call: ({ api, tasks }, number) => api.tasks.unarchive({ tasks: number % 2 === 0 ? tasks : tasks.toReversed() }),
  },
  'tasks.cure': {
    prepare: async ({ api, queue, task }) => {
      await api.queues.pause({ queue })
      await api.tasks.enqueue({ task, queue })
    },
    call: ({ api, task }) => api.tasks.cure({ task, cure: 'resume' }),
  },
  'tasks.delete': { call: ({ api, task }) => api.tasks.delete({ task }) },
  'tasks.ping': { prepare: (world) => world.run(), call: ({ api, task }) => api.tasks.ping({ task }) },
  'tasks.archive_many': {
    tasks: true,
    call: ({ api, tasks }, number) => api.tasks.archive_many({ ids: number % 2 === 0 ? tasks : tasks.toReversed() }),
  },
  'tasks.unarchive_many': {
    tasks: true,
    prepare: ({ api, tasks }) => api.tasks.archive({ tasks }),
    call: ({ api, tasks }, number) => api.tasks.unarchive_many({ ids: number % 2 === 0 ? tasks : tasks.toReversed() }),
  },
  'tasks.delete_many': { tasks: true, call: ({ api, tasks }) => api.tasks.delete_many({ ids: tasks }) },
  'tasks.reset_many': { tasks: true, prepare: (world) => world.enqueue(4), call: ({ api, tasks }) => api.tasks.reset_many({ ids: tasks }) },
  'tasks.enqueue_many': { tasks: true, call: ({ api, queue, tasks }) => api.tasks.enqueue_many({ ids: tasks, queue }) },
  'tasks.dequeue_many': {
    tasks: true,
    prepare: (world) => world.enqueue(8),
    call: ({ api, tasks }) => api.tasks.dequeue_many({ ids: tasks }),
  },
  'tasks.stop_many': { tasks: true, prepare: (world) => world.enqueue(8), call: ({ api, tasks }) => api.tasks.stop_many({ ids: tasks }) },
  'tasks.publish_many': {
    tasks: true,
    call: ({ api, tasks }) => api.tasks.publish_many({ ids: tasks, force: true }),
  },
  'tasks.launch': {
    call: ({ api, task, queue }, number) => api.tasks.launch({ key: { run: task, step: `step ${number % 2}`, attempt: 1 }, queue }),
    summarize: ({ launched }: { readonly launched: boolean }) => launched,
  },

  'triggers.create': {
    call: (world, number) => world.api.triggers.create({ ...aTrigger(world), name: `${world.queueName} ${number % 6}` }),
  },
  'triggers.update': {
    prepare: async (world) => void (world.made = (await world.api.triggers.create(aTrigger(world))).id),
    call: ({ api, made }, number) => api.triggers.update({ trigger: made, enabled: number < 0 }),
  },
  'triggers.delete': {
    prepare: async (world) => void (world.made = (await world.api.triggers.create(aTrigger(world))).id),
    call: ({ api, made }) => api.triggers.delete({ trigger: made }),
  },

  'users.set_preferences': {
    call: ({ api, queueName }, number) => api.users.set_preferences({ preferences: { [`raced.${queueName}.p${number}`]: number } }),
  },

  'workers.register': { call: ({ api, agent, queue }) => api.workers.register({ worker: agent.worker, queues: [queue], tags: ['a'] }) },
  'workers.unregister': {
    prepare: ({ api, agent }) => api.workers.register({ worker: agent.worker }),
    call: ({ api, agent }) => api.workers.unregister({ worker: agent.worker }),
  },
  'workers.status_report': {
    call: ({ api, agent, queue }) =>
      api.workers.status_report({ worker: agent.worker, queues: [queue], machine_stats: { cpu_usage: [1] } }),
  },
  'workers.report_machine': {
    call: ({ api, agent }) => api.workers.report_machine({ worker: agent.worker, machine_stats: { cpu_usage: [1] } }),
  },
  'workers.drain': {
    prepare: ({ agent }) => agent.claim(),
    call: ({ api, agent }) => api.workers.drain({ worker: agent.worker }),
  },
  'workers.resume': {
    prepare: async ({ api, agent }) => {
      await agent.claim()
      await api.workers.drain({ worker: agent.worker })
    },
    call: ({ api, agent }) => api.workers.resume({ worker: agent.worker }),
  },
  'workers.claim': {
    tasks: true,
    prepare: (world) => world.enqueue(3),
    call: ({ agents }, number) => agents[number]!.claim(),
    summarize: ({ leases }: { readonly leases: readonly unknown[] }) => leases.length,
  },
  'workers.renew': {
    prepare: (world) => world.run(),
    call: ({ api, agent, attempt }) => api.workers.renew({ worker: agent.worker, boot: 'first', running: [attempt], wait: 0 }),
  },
  'workers.start': {
    prepare: (world) => world.claim(),
    call: ({ api, agent, attempt }) => api.workers.start({ worker: agent.worker, attempt }),
  },
  'workers.hand_back': {
    prepare: (world) => world.run(),
    call: ({ api, agent, attempt }) => api.workers.hand_back({ worker: agent.worker, attempt, reason: 'no room' }),
  },
  'workers.end': {
    prepare: (world) => world.run(),
    call: ({ api, agent, attempt }) =>
      api.workers.end({ worker: agent.worker, attempt, outcome: 'completed', reason: 'done', output: [{ timestamp: 1, msg: 'last' }] }),
  },
}

/** The actions that change different parts of one task, whose calls may all succeed at once. */
export const partsOfOneTask = [
  'tasks.edit',
  'tasks.update',
  'tasks.edit_hyper_params',
  'tasks.edit_configuration',
  'tasks.edit_runtime',
  'tasks.add_or_update_artifacts',
  'tasks.add_or_update_model',
  'events.add_batch',
  'tasks.create',
]

export const everybody = several
