import { isDeepStrictEqual } from 'node:util'
import type { Api } from '@clearway/sdk/client'
import { until } from '@clearway/testkit'
import { expect } from 'vitest'
import type { faultPoints } from '../../packages/server/src/fault.ts'
import type { HttpAnswer, HttpCall } from './http-call.ts'
import { aFailedRun, aLiveRun } from './a-run.ts'
import { fakeAgent } from './fake-agent.ts'
import { aQueue, aTask, queuedTasks, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

/** A write during which the server is killed, and what must be true after the write has been repeated. */
export interface KilledWrite {
  readonly path: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
  /** Whether the write changes the events' database alone. */
  readonly onlyEvents?: true
  /** Checks the state after the repeat. `answer` is the answer to the repeat. */
  readonly check: (api: Api, answer: HttpAnswer, when: 'before' | 'after', call: Call) => Promise<void>
  /** Checks the state at the very end, when all deadlines have passed. */
  readonly checkLast?: (api: Api) => Promise<void>
}
/** Prepares a write on a live server. `mark` is a unique name. */
type Prepare = (api: Api, mark: string, call: Call) => Promise<KilledWrite>
/** Sends one request with a token. */
export type Call = (path: string, given: HttpCall) => Promise<HttpAnswer>

/** Expects that the repeat succeeded, or that it was refused because the first call had been carried out. */
function expectDone(answer: HttpAnswer, when: 'before' | 'after', doneAlready: string): void {
  expect([answer.status === 200 ? 'done' : answer.code]).toEqual([when === 'after' ? doneAlready : 'done'])
}
const found = async (api: Api, mark: string): Promise<string[]> =>
  (await api.tasks.get_all({ name: `^${mark}`, only_fields: ['id'] })).tasks.map(({ id }) => id)

/** A change of a status: the repeat leaves the status as it is. */
const status =
  (move: 'started' | 'completed' | 'failed' | 'publish', wanted: string, way: readonly ('started' | 'completed')[]): Prepare =>
  async (api, mark) => {
    const { id: task } = await api.tasks.create({ name: mark })
    for (const step of way) await api.tasks[step]({ task })
    return {
      path: `tasks.${move}`,
      body: { task, status_reason: mark },
      check: async (now, answer) => {
        expect(answer.status).toBe(200)
        expect(await taskOf(now, task)).toMatchObject({ status: wanted, status_reason: mark })
      },
    }
  }

/** Creates an entity: the repeat answers the same id. */
const makes =
  (path: string, body: (mark: string) => object, list: (api: Api, mark: string) => Promise<readonly string[]>): Prepare =>
  async (_, mark) => ({
    path,
    body: body(mark),
    check: async (api, answer) => {
      expect(answer.status).toBe(200)
      expect(await list(api, mark)).toEqual([answer.data['id']])
    },
  })

const noCall: Call = () => Promise.reject(new Error('Not called.'))

async function running(api: Api, mark: string) {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const agent = fakeAgent(api, mark, { queues: [queue] })
  const lease = await agent.claimOne()
  return { queue, task, agent, lease, attempt: lease.attempt }
}

function form(path: string, text: string): Pick<KilledWrite, 'headers' | 'body'> {
  return {
    headers: { 'content-type': 'multipart/form-data; boundary=line' },
    body: `--line\r\nContent-Disposition: form-data; name="${path}"; filename="x"\r\nContent-Type: text/plain\r\n\r\n${text}\r\n--line--\r\n`,
  }
}

/** The run of the answer is the only one on the queue. */
const startedOnce =
  (queue: string): KilledWrite['check'] =>
  async (api, answer) => {
    expect(answer.data).toMatchObject({ status: 'queued', queue })
    expect(await waitingIn(api, queue)).toEqual([answer.data['run']])
  }

/** Adds a batch of events. `effects`: whether it also writes what the task shows of them. */
function addsEvents(path: string, effects: boolean): Prepare {
  return async (api) => {
    const task = await aTask(api)
    const scalar = (iter: number) => ({
      task,
      type: 'training_stats_scalar',
      metric: 'm',
      variant: 'v',
      value: iter,
      iter,
      timestamp: 1000 + iter,
    })
    return {
      path,
      ...(effects ? {} : { onlyEvents: true as const }),
      headers: { 'content-type': 'application/json-lines' },
      body: [scalar(1), scalar(2), { task, type: 'log', msg: 'a line', timestamp: 1000 }].map((event) => JSON.stringify(event)).join('\n'),
      check: async (now, answer) => {
        expect(answer.data).toEqual({ added: 3, errors: 0, errors_info: {} })
        const { last_iteration, last_metrics } = await taskOf(now, task)
        const last = Object.values(
          Object.values((last_metrics ?? {}) as Record<string, Record<string, { count: number; max_value: number }>>)[0] ?? {},
        )[0]
        expect([last_iteration, last?.count, last?.max_value]).toEqual(effects ? [2, 2, 2] : [0, undefined, undefined])
        expect(await now.events.scalar_metrics_iter_histogram({ task })).toMatchObject({ m: { v: { x: [1, 2], y: [1, 2] } } })
        const { events } = await now.events.get_task_log({ task })
        // Lines have no id of their own, so a repeat is recognised by its call.
        expect(events.map(({ msg }) => msg)).toEqual(['a line'])
      },
    }
  }
}

/** A write for each fault point. */
export const killedWrites: Readonly<Record<(typeof faultPoints)[number], Prepare>> = {
  'tasks.create': makes(
    'tasks.create',
    (mark) => ({ name: mark, tags: ['a', 'b'], hyperparams: { Args: { x: { section: 'Args', name: 'x', value: '1' } } } }),
    found,
  ),
  'tasks.clone': async (api, mark) => {
    const source = await aTask(api, 'training', { tags: ['a'], hyperparams: { Args: { x: { section: 'Args', name: 'x', value: '1' } } } })
    return {
      path: 'tasks.clone',
      body: { task: source, new_task_name: mark },
      check: async (now, answer) => {
        expect(await found(now, mark)).toEqual([answer.data['id']])
        expect(await taskOf(now, String(answer.data['id']))).toMatchObject({
          tags: ['a'],
          hyperparams: { Args: { x: { value: '1' } } },
          parent: source,
        })
      },
    }
  },
  'imports.put': async (api, mark) => {
    await api.imports.put({ source: mark, projects: [{ id: `${mark} p`, name: mark }] })
    return {
      path: 'imports.put',
      body: {
        source: mark,
        tasks: [{ id: mark, name: mark, type: 'training', status: 'completed', project: `${mark} p`, tags: ['a'] }],
        whole: [{ entity: 'task', id: mark, marker: 'one' }],
      },
      check: async (now) => {
        expect(await taskOf(now, mark)).toMatchObject({ status: 'completed', tags: ['a'], project: `${mark} p` })
        expect((await now.imports.get_known({ source: mark, entity: 'task', ids: [mark] })).known).toEqual([
          { id: mark, here: mark, marker: 'one' },
        ])
      },
    }
  },
  'schedules.create': async (api, mark) => {
    const start = { task: await aTask(api), queue: await aQueue(api) }
    return makes(
      'schedules.create',
      (name) => ({ name, start, cron: '@yearly' }),
      async (now) => (await now.schedules.get_all({ name: mark })).schedules.map(({ id }) => id),
    )(api, mark, noCall)
  },
  'schedules.fire': async (api, mark) => {
    const queue = await aQueue(api)
    const { id } = await api.schedules.create({ name: mark, start: { task: await aTask(api), queue }, cron: '@yearly', overlap: 'allow' })
    return {
      path: 'schedules.fire',
      body: { schedule: id },
      check: async (now, answer) => {
        const { fires } = (await now.schedules.get_by_id({ schedule: id })).schedule
        expect(answer.data['fire']).toEqual(fires[0])
        expect(await waitingIn(now, queue)).toEqual(fires.map(({ task }) => task?.id))
        expect(fires).toHaveLength(1)
      },
    }
  },
  'triggers.create': async (api, mark) => {
    const start = { task: await aTask(api), queue: await aQueue(api) }
    return makes(
      'triggers.create',
      (name) => ({ name, entity: 'task', tags: ['none'], start }),
      async (now) => (await now.triggers.get_all({ name: mark })).triggers.map(({ id }) => id),
    )(api, mark, noCall)
  },
  'tasks.edit': async (api, mark) => {
    const { id: task } = await api.tasks.create({
      name: mark,
      tags: ['old'],
      hyperparams: { Args: { x: { section: 'Args', name: 'x', value: '1' } } },
    })
    return {
      path: 'tasks.edit',
      body: {
        task,
        comment: mark,
        tags: ['new'],
        hyperparams: { Args: { y: { section: 'Args', name: 'y', value: '2' } } },
        script: { binary: 'python' },
      },
      check: async (now, answer) => {
        expect(answer.status).toBe(200)
        expect(await taskOf(now, task)).toMatchObject({
          comment: mark,
          tags: ['new'],
          hyperparams: { Args: { y: { value: '2' } } },
          script: { binary: 'python' },
        })
      },
    }
  },
  'queues.add_task': async (api) => {
    const [queue, task] = [await aQueue(api), await aTask(api)]
    return {
      path: 'queues.add_task',
      body: { task, queue },
      check: async (now, answer) => {
        expect(answer.data).toEqual({ added: 1 })
        expect([await statusOf(now, task), await waitingIn(now, queue)]).toEqual(['queued', [task]])
      },
    }
  },
  'reports.create': makes(
    'reports.create',
    (mark) => ({ name: mark, report: 'a text' }),
    async (api, mark) => (await api.reports.get_all_ex({ name: `^${mark}` })).tasks.map(({ id }) => String(id)),
  ),
  'tasks.enqueue': async (api) => {
    const [queue, task] = [await aQueue(api), await aTask(api)]
    return {
      path: 'tasks.enqueue',
      body: { task, queue },
      check: async (now, answer) => {
        expect(answer.data).toMatchObject({ queued: 1, updated: 1 })
        expect([await statusOf(now, task), await waitingIn(now, queue)]).toEqual(['queued', [task]])
      },
    }
  },
  'tasks.dequeue': async (api) => {
    const queue = await aQueue(api)
    const [task, other] = (await queuedTasks(api, queue, 2)) as [string, string]
    return {
      path: 'tasks.dequeue',
      body: { task },
      check: async (now, answer, when) => {
        expect(answer.data).toMatchObject({ dequeued: 1, updated: when === 'before' ? 1 : 0 })
        expect([await statusOf(now, task), await waitingIn(now, queue)]).toEqual(['created', [other]])
      },
    }
  },
  'tasks.started': status('started', 'in_progress', []),
  'tasks.completed': status('completed', 'completed', ['started']),
  'tasks.failed': status('failed', 'failed', ['started']),
  'tasks.publish': status('publish', 'published', ['started', 'completed']),
  'tasks.stop': async (api) => {
    const queue = await aQueue(api)
    const { id: task } = await api.tasks.create({ name: 'a pipeline', type: 'controller' })
    const { id: step } = await api.tasks.create({ name: 'its step', parent: task })
    for (const each of [task, step]) await api.tasks.enqueue({ task: each, queue })
    return {
      path: 'tasks.stop',
      body: { task },
      check: async (now, answer) => {
        expect(answer.status).toBe(200)
        expect([await statusOf(now, task), await statusOf(now, step), await waitingIn(now, queue)]).toEqual(['stopped', 'stopped', []])
      },
    }
  },
  'tasks.reset': async (api, mark) => {
    const { id: task } = await api.tasks.create({ name: mark })
    const { id: model } = await api.models.create({ name: mark, task, ready: false })
    await api.tasks.started({ task })
    await api.tasks.add_or_update_artifacts({ task, artifacts: [{ key: 'result', uri: 'x' }] })
    await api.tasks.add_or_update_model({ task, name: 'out', model, type: 'output' })
    await api.events.add_batch([{ task, type: 'training_stats_scalar', metric: 'm', variant: 'v', value: 1, iter: 1 }])
    await api.tasks.failed({ task })
    return {
      path: 'tasks.reset',
      body: { task },
      check: async (now, answer) => {
        expect(answer.status).toBe(200)
        const { status: is, execution, models, last_metrics, last_iteration } = await taskOf(now, task)
        expect([is, execution?.artifacts ?? [], models, last_metrics, last_iteration]).toEqual([
          'created',
          [],
          { input: [], output: [] },
          {},
          0,
        ])
        expect(await now.events.scalar_metrics_iter_histogram({ task })).toEqual({})
        expect((await now.models.get_all({ name: `^${mark}` })).models).toEqual([])
      },
    }
  },
  'tasks.delete': async (api, mark) => {
    const { id: task } = await api.tasks.create({ name: mark })
    const { id: child } = await api.tasks.create({ name: 'a child', parent: task })
    return {
      path: 'tasks.delete',
      body: { task, force: true },
      check: async (now, answer, when) => {
        expectDone(answer, when, 'task_not_found')
        expect([await found(now, mark), (await taskOf(now, child)).parent]).toEqual([[], undefined])
      },
    }
  },
  'tasks.launch': async (api, mark) => {
    const queue = await aQueue(api)
    const { id: run } = await api.tasks.create({ name: 'a run', type: 'controller' })
    await api.tasks.started({ task: run })
    return {
      path: 'tasks.launch',
      body: { key: { run, step: 'first', attempt: 1 }, base_task: await aTask(api), name: mark, parameters: { 'Args/x': '1' }, queue },
      check: async (now, answer, when) => {
        expect(answer.data).toMatchObject({ status: 'queued', launched: when === 'before' })
        expect([await found(now, mark), await waitingIn(now, queue)]).toEqual([[answer.data['task']], [answer.data['task']]])
      },
    }
  },
  'tasks.add_or_update_artifacts': async (api) => {
    const task = await aTask(api)
    return {
      path: 'tasks.add_or_update_artifacts',
      body: {
        task,
        artifacts: [
          { key: 'one', uri: 'a' },
          { key: 'two', uri: 'b' },
        ],
      },
      check: async (now, answer) => {
        expect(answer.data).toMatchObject({ updated: 1 })
        expect((await taskOf(now, task)).execution?.artifacts?.map(({ key }) => key)).toEqual(['one', 'two'])
      },
    }
  },
  'queues.create': makes(
    'queues.create',
    (mark) => ({ name: mark, tags: ['x'] }),
    async (api, mark) => (await api.queues.get_all({ name: `^${mark}$` })).queues.map(({ id }) => id),
  ),
  'queues.delete': async (api, mark) => {
    const { id: queue } = await api.queues.create({ name: mark })
    const tasks = await queuedTasks(api, queue, 2)
    return {
      path: 'queues.delete',
      body: { queue, force: true },
      check: async (now, answer, when) => {
        expectDone(answer, when, 'queue_not_found')
        expect(await Promise.all(tasks.map((task) => statusOf(now, task)))).toEqual(['created', 'created'])
        expect((await now.queues.get_all({ name: `^${mark}$` })).queues).toEqual([])
      },
    }
  },
  'queues.get_next_task': async (api) => {
    const queue = await aQueue(api)
    const [a, b] = (await queuedTasks(api, queue, 2)) as [string, string]
    return {
      path: 'queues.get_next_task',
      body: { queue },
      check: async (now, answer, when) => {
        expect(answer.data).toMatchObject({ entry: { task: when === 'before' ? a : b } })
        expect([await statusOf(now, a), await statusOf(now, b)]).toEqual(['queued', 'queued'])
      },
      // No agent started the claimed tasks, so both are back in the queue.
      checkLast: (now) => until(async () => isDeepStrictEqual(await waitingIn(now, queue), [a, b])),
    }
  },
  'projects.create': makes(
    'projects.create',
    (mark) => ({ name: `${mark} folder/${mark}` }),
    async (api, mark) => (await api.projects.get_all({ name: `^${mark} folder/`, search_hidden: true })).projects.map(({ id }) => id),
  ),
  'models.create': makes(
    'models.create',
    (mark) => ({ name: mark, tags: ['x'] }),
    async (api, mark) => (await api.models.get_all({ name: `^${mark}` })).models.map(({ id }) => id),
  ),
  'workers.claim': async (api, mark) => {
    const queue = await aQueue(api)
    const request = {
      worker: mark,
      boot: '1',
      queues: [queue],
      slots: [{ slot: 0 }],
      light: { free: false, mode: 'off' as const },
      running: [],
      wait: 0,
    }
    await api.workers.claim(request)
    const [a, b] = (await queuedTasks(api, queue, 2)) as [string, string]
    return {
      path: 'workers.claim',
      body: request,
      check: async (_, answer, when) => expect(answer.data).toMatchObject({ leases: [{ task: when === 'before' ? a : b, number: 1 }] }),
      checkLast: (now) => until(async () => isDeepStrictEqual(await waitingIn(now, queue), [a, b])),
    }
  },
  'workers.start': async (api, mark) => {
    const { task, queue, attempt } = await running(api, mark)
    return {
      path: 'workers.start',
      body: { worker: mark, attempt },
      check: async (now, answer) => {
        expect(answer.status).toBe(200)
        expect([await statusOf(now, task), await waitingIn(now, queue)]).toEqual(['in_progress', []])
      },
    }
  },
  'workers.hand_back': async (api, mark) => {
    const { task, queue, attempt, agent, lease } = await running(api, mark)
    await agent.start(lease)
    return {
      path: 'workers.hand_back',
      body: { worker: mark, attempt, reason: 'x' },
      check: async (now, answer, when) => {
        expectDone(answer, when, 'lease_lost')
        expect([await statusOf(now, task), await waitingIn(now, queue)]).toEqual(['queued', [task]])
      },
    }
  },
  'workers.end': async (api, mark) => {
    const { task, attempt, agent, lease } = await running(api, mark)
    await agent.start(lease)
    return {
      path: 'workers.end',
      body: { worker: mark, attempt, outcome: 'completed', reason: mark },
      check: async (now, answer) => {
        expect(answer.data).toEqual({ status: 'completed' })
        expect(await taskOf(now, task)).toMatchObject({ status: 'completed', status_reason: mark })
      },
    }
  },
  'runs.append': async (api) => {
    const run = await aTask(api, 'controller')
    return {
      path: 'runs.append',
      body: { run, expected_seq: 0, engine_version: 1, events: [{ type: 'one' }, { type: 'two' }] },
      check: async (now, answer, when) => {
        expectDone(answer, when, 'run_conflict')
        // By the sequence number the writer sees that the conflict is its own write.
        expect(when === 'after' ? answer.meta.error_data?.['seq'] : answer.data['seq']).toBe(2)
        expect((await now.runs.get({ run })).events.map(({ event }) => event['type'])).toEqual(['one', 'two'])
      },
    }
  },
  'runs.start': async (api) => {
    const [{ run }, queue] = [await aFailedRun(api), await aQueue(api)]
    return { path: 'runs.start', body: { run, queue }, check: startedOnce(queue) }
  },
  'runs.rerun': async (api) => {
    const [{ run }, queue] = [await aFailedRun(api), await aQueue(api)]
    return { path: 'runs.rerun', body: { run, queue, parameters: { rows: 7 } }, check: startedOnce(queue) }
  },
  'pipelines.start_pipeline': async (api) => {
    const [{ run }, queue] = [await aFailedRun(api), await aQueue(api)]
    const check: KilledWrite['check'] = async (now, answer) => expect(await waitingIn(now, queue)).toEqual([answer.data['pipeline']])
    return { path: 'pipelines.start_pipeline', body: { task: run, queue, args: [{ name: 'rows', value: '7' }] }, check }
  },
  'runs.retry': async (api) => {
    const { run, queue } = await aFailedRun(api)
    return {
      path: 'runs.retry',
      body: { run, queue },
      check: async (now, answer, when) => {
        expectDone(answer, when, 'run_refused')
        const { events } = await now.runs.get({ run })
        expect(events.filter(({ event }) => event['type'] === 'steps_retried').length).toBe(1)
        expect(await waitingIn(now, queue)).toEqual([run])
      },
    }
  },
  'runs.resume': async (api) => {
    const { run } = await aLiveRun(api)
    await api.runs.pause({ run })
    return {
      path: 'runs.resume',
      body: { run },
      check: async (now, answer, when) => {
        expectDone(answer, when, 'run_live')
        expect((await now.runs.get({ run })).events.map(({ event }) => event['type'])).toEqual(['run_started', 'paused', 'resumed'])
      },
    }
  },
  'runs.pause': async (api) => {
    const { run } = await aLiveRun(api)
    return {
      path: 'runs.pause',
      body: { run },
      check: async (now, answer) => {
        expect(answer.data).toMatchObject({ run, paused: [run] })
        expect((await now.runs.get({ run })).events.map(({ event }) => event['type'])).toEqual(['run_started', 'paused'])
      },
    }
  },
  'runs.stop': async (api) => {
    const { run } = await aLiveRun(api)
    return {
      path: 'runs.stop',
      body: { run, reason: 'killed' },
      check: async (now, answer) => {
        expect(answer.data).toMatchObject({ run, status: 'stopped' })
        expect(await taskOf(now, run)).toMatchObject({ status: 'stopped', status_reason: 'killed' })
      },
    }
  },
  'events.add': addsEvents('events.add', true),
  'events.add_batch': addsEvents('events.add_batch', true),
  'imports.add_events': addsEvents('imports.add_events', false),
  'POST /files': async (_, mark) => ({
    path: 'files',
    ...form(`${mark}/file.txt`, `the bytes of ${mark}`),
    check: async (_now, answer, _when, call) => {
      expect([answer.status, answer.text]).toEqual([200, JSON.stringify([`${mark}/file.txt`])])
      expect((await call(`files/${mark}/file.txt`, { method: 'GET' })).text).toBe(`the bytes of ${mark}`)
    },
  }),
  'DELETE /files/*': async (_, mark, call) => {
    await call('files', form(`${mark}/file.txt`, 'x'))
    return {
      path: `files/${mark}/file.txt`,
      method: 'DELETE',
      body: undefined,
      check: async (_now, answer, when, again) => {
        expectDone(answer, when, 'file_not_found')
        expect((await again(`files/${mark}/file.txt`, { method: 'GET' })).code).toBe('file_not_found')
      },
    }
  },
}
