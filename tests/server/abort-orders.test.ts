import type { TaskStatus } from '@clearway/contract'
import { type Api, isApiError } from '@clearway/sdk/client'
import { clientOf, type World } from '@clearway/testkit'
import { test } from '@clearway/testkit/server-test'
import { expect } from 'vitest'
import { asAttempt, fakeAgent, type Lease } from './fake-agent.ts'
import { fakeStockAgent } from './fake-stock-agent.ts'
import { aQueue, queuedTasks, statusOf, taskOf, waitingIn } from './queued-tasks.ts'

/** The moves of an agent and of the code that it runs, in this order. */
const agentsMoves = ['claim', 'start', 'code says started', 'end'] as const
const endings = ['completed', 'failed', 'stopped', 'lost', 'handed back', 'failed by its code'] as const
type Ending = (typeof endings)[number]

/** The moves of a user, and the status of the task after each, if the move was accepted. */
const aborts = {
  stop: { moves: ['stop'], to: 'stopped' },
  dequeue: { moves: ['dequeue'], to: 'created' },
  'mark as stopped': { moves: ['mark as stopped'], to: 'stopped' },
  reset: { moves: ['reset'], to: 'created' },
  'stop, then dequeue': { moves: ['stop', 'dequeue'], to: undefined },
  'dequeue, then stop': { moves: ['dequeue', 'stop'], to: undefined },
  'dequeue, then enqueue': { moves: ['dequeue', 'enqueue'], to: 'queued' },
} as const satisfies Record<string, { moves: readonly UsersMove[]; to: TaskStatus | undefined }>
type UsersMove = 'stop' | 'dequeue' | 'mark as stopped' | 'reset' | 'enqueue'
type Abort = keyof typeof aborts

interface Scene {
  readonly world: World
  readonly queue: string
  readonly task: string
  readonly agent: ReturnType<typeof fakeAgent>
  readonly ending: Ending
  lease?: Lease
  isRunning: boolean
}

async function aScene(world: World, ending: Ending): Promise<Scene> {
  const { api } = world
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  return { world, queue, task, agent: fakeAgent(api, `agent of ${task}`, { queues: [queue] }), ending, isRunning: false }
}

async function agentDoes(move: (typeof agentsMoves)[number], scene: Scene): Promise<void> {
  const { agent, task, ending, lease } = scene
  if (move === 'claim') {
    scene.lease = (await agent.claim()).leases[0]!
    return
  }
  if (lease === undefined) return
  if (move === 'start') {
    scene.isRunning = (await agent.start(lease).catch(refusal)) !== 'lease_lost'
    return
  }
  if (!scene.isRunning) return
  const code = asAttempt(scene.world.url, lease)
  if (move === 'code says started') {
    await code.tasks.started({ task, force: true }).catch(refusal)
    return
  }
  if (ending === 'handed back') await agent.handBack(lease).catch(refusal)
  else if (ending === 'failed by its code') {
    await code.tasks.failed({ task, force: true }).catch(refusal)
    await agent.end(lease, 'failed').catch(refusal)
  } else await agent.end(lease, ending).catch(refusal)
}

/** Makes a move. Answers whether it was accepted. */
async function userDoes(move: UsersMove, { world: { api }, task, queue }: Pick<Scene, 'world' | 'task' | 'queue'>): Promise<boolean> {
  switch (move) {
    case 'stop':
      return (await api.tasks.stop({ task }).catch(refusal)) !== 'invalid_transition' && !(await isOver(api, task))
    case 'dequeue':
      return (await api.tasks.dequeue({ task })).updated === 1
    case 'mark as stopped':
      return (await api.tasks.stopped({ task }).catch(refusal)) !== 'invalid_transition'
    case 'reset':
      return (await api.tasks.reset({ task, force: true })).updated === 1
    case 'enqueue':
      return (await api.tasks.enqueue({ task, queue }).catch(refusal)) !== 'invalid_transition'
  }
}

const isOver = async (api: Api, task: string): Promise<boolean> => ['completed', 'failed'].includes(String(await statusOf(api, task)))

/** Every order of the user's moves between the agent's. */
function interleavings(users: number, agents: number = agentsMoves.length): readonly (readonly ('user' | 'agent')[])[] {
  if (users === 0) return [Array.from({ length: agents }, () => 'agent')]
  if (agents === 0) return [Array.from({ length: users }, () => 'user')]
  return [
    ...interleavings(users - 1, agents).map((rest) => ['user', ...rest] as const),
    ...interleavings(users, agents - 1).map((rest) => ['agent', ...rest] as const),
  ]
}

/** Two moves of the user have too many orders, so only the agent's endings that could undo them are tested. */
const endingsFor = (abort: Abort): readonly Ending[] =>
  aborts[abort].moves.length === 1 ? endings : ['completed', 'failed by its code', 'handed back']

const cases = (Object.keys(aborts) as Abort[]).flatMap((abort) =>
  endingsFor(abort).flatMap((ending) => interleavings(aborts[abort].moves.length).map((order) => ({ abort, ending, order }))),
)

test.for(Object.keys(aborts) as Abort[])('%s takes effect at any point of an agent’s run', async (abort, { world }) => {
  const chosen = cases.filter((one) => one.abort === abort)
  const batch = 12
  for (let at = 0; at < chosen.length; at += batch) await Promise.all(chosen.slice(at, at + batch).map((one) => play(world, one)))
})

async function play(world: World, { abort, ending, order }: (typeof cases)[number]): Promise<void> {
  const { api } = world
  const scene = await aScene(world, ending)
  const left = { user: [...aborts[abort].moves] as UsersMove[], agent: [...agentsMoves] }
  const made: string[] = []
  let counted = true
  let isAborted = false
  let mustLearn = false
  let isQueuedAgain = false
  for (const who of order) {
    if (who === 'agent') {
      const move = left.agent.shift()!
      // An agent whose task was taken away learns of it before the task ends by itself.
      if (move === 'end' && mustLearn) {
        const { stop } = await scene.agent.renew({ running: [scene.lease!], wait: 20 })
        expect(stop, `${abort}: ${made.join(', ')}`).toMatchObject([{ attempt: scene.lease!.attempt }])
      }
      await agentDoes(move, scene)
      made.push(move)
    } else {
      const move = left.user.shift()!
      const did = await userDoes(move, scene)
      counted &&= did
      isAborted ||= did
      mustLearn ||= did && scene.isRunning && left.agent.length > 0
      if (move === 'enqueue') isQueuedAgain = did && scene.lease !== undefined
      made.push(`${move}${did ? '' : ' (refused)'}`)
    }
  }
  const history = `${ending}: ${made.join(', ')}`
  const { status } = await taskOf(api, scene.task)
  if (!counted && !isAborted) return
  if (abort === 'dequeue, then enqueue') {
    // The task was queued again, so only the agent that claims it now runs it.
    const wanted = isQueuedAgain || scene.lease === undefined || ending === 'lost' || ending === 'handed back' ? 'queued' : endedAs(ending)
    expect({ history, status }).toEqual({ history, status: wanted })
    const { leases } = await fakeAgent(api, `next of ${scene.task}`, { queues: [scene.queue] }).claim()
    expect({ history, taken: leases.map(({ task }) => task) }).toEqual({ history, taken: wanted === 'queued' ? [scene.task] : [] })
    return
  }
  const expected = aborts[abort].to === undefined ? ['stopped', 'created'] : [aborts[abort].to]
  expect({ history, status }).toEqual({ history, status: expected.includes(status as never) ? status : expected[0] })
  expect({ history, waiting: await waitingIn(api, scene.queue) }).toEqual({ history, waiting: [] })
  const { leases } = await fakeAgent(api, `next of ${scene.task}`, { queues: [scene.queue] }).claim()
  expect({ history, leases }).toEqual({ history, leases: [] })
}

const alone = ['stop', 'dequeue', 'mark as stopped', 'reset'] as const

test('an abort at the same time as an agent’s move takes effect', async ({ world, api }) => {
  const collisions = agentsMoves.flatMap((collision) => alone.flatMap((abort) => [1, 2, 3].map(() => ({ collision, abort }))))
  await Promise.all(
    collisions.map(async ({ collision, abort }) => {
      const scene = await aScene(world, 'completed')
      let counted = false
      for (const move of agentsMoves) {
        const abortNow = move === collision ? userDoes(abort, scene) : undefined
        await agentDoes(move, scene)
        counted ||= (await abortNow) === true
      }
      const { status } = await taskOf(api, scene.task)
      expect({ collision, abort, status }).toEqual({ collision, abort, status: counted ? aborts[abort].to : 'completed' })
      expect(await waitingIn(api, scene.queue)).toEqual([])
    }),
  )
})

/** A published agent confirms its claim by its first call of `started`. */
test.for(alone)('%s between a published agent’s claim and start is not undone by the agent', async (abort, { world, api }) => {
  const queue = await aQueue(api)
  const [task] = (await queuedTasks(api, queue, 1)) as [string]
  const stock = await fakeStockAgent(world.connection, `stock for ${task}`, [queue])
  await stock.api.queues.get_next_task({ queue })
  expect(await userDoes(abort, { world, queue, task })).toBe(true)
  expect(await stock.api.tasks.started({ task, force: true }).catch(refusal)).toBe('attempt_ended')
  expect(await statusOf(api, task)).toBe(aborts[abort].to)
})

test.for(['dequeue', 'reset'] as const)(
  'after a %s of a running task, the published agent and its processes do not restart the task',
  async (abort, { world, api }) => {
    const queue = await aQueue(api)
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    const stock = await fakeStockAgent(world.connection, `stock for ${task}`, [queue])
    await stock.take(queue)
    const processes = await stock.child(task)
    expect(await userDoes(abort, { world, queue, task })).toBe(true)
    expect(await processes.tasks.started({ task, force: true }).catch(refusal)).toBe('attempt_ended')
    expect(await stock.api.tasks.started({ task, force: true }).catch(refusal)).toBe('attempt_ended')
    expect(await statusOf(api, task)).toBe('created')
  },
)

/** The process began before the abort, and reports its start after it; its agent sees the abort within 5 s. */
test.for(['dequeue', 'mark as stopped', 'reset'] as const)(
  'a process of a published agent that starts only after a %s does not restart the task, and the user’s own process may',
  async (abort, { world, api }) => {
    const queue = await aQueue(api)
    const [task] = (await queuedTasks(api, queue, 1)) as [string]
    const stock = await fakeStockAgent(world.connection, `stock for ${task}`, [queue])
    await stock.take(queue)
    const child = clientOf(world.connection)
    await child.tasks.get_by_id({ task })
    expect(await userDoes(abort, { world, queue, task })).toBe(true)
    expect(await child.tasks.started({ task, force: false }).catch(refusal)).toBe('attempt_ended')
    expect(await stock.api.tasks.started({ task, force: true }).catch(refusal)).toBe('attempt_ended')
    expect(await statusOf(api, task)).toBe(aborts[abort].to)
    await api.tasks.started({ task, force: true })
    expect(await statusOf(api, task)).toBe('in_progress')
  },
)

function endedAs(ending: Ending): string {
  return ending === 'failed by its code' ? 'failed' : ending
}

function refusal(error: unknown): string {
  if (!isApiError(error)) throw error
  return error.code
}
