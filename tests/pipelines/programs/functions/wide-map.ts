import { pipeline, step } from '@clearway/sdk'

/** A map over a list that a step made. Its steps are clones of a task with a shell command, because each costs far less than a process of Node. */
const list = step('list', ({ count }: { count: number }) => Array.from({ length: count }, (_, x) => x))
const work = step.fromTask<{ x: number }>('work', { project: 'layouts', name: 'work' })

export default pipeline('wide map', { count: 50 }, async ({ count }) => {
  const items = await list({ count })
  return { results: await Promise.all(items.map((x) => work({ x }))) }
})
