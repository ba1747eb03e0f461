import type { ResponseOf, tasks } from '@clearway/contract'
import { stateWord } from '@clearway/contract/state-words'
import { command } from '../../command.ts'
import { findTask } from '../../lookup/find-task.ts'
import type { Look } from '../../look.ts'
import { duration } from '../../show/duration.ts'
import { firstLine } from '../../show/first-line.ts'
import { table } from '../../show/table.ts'

type Attempts = ResponseOf<typeof tasks.get_attempts>

export const attempts = command({
  summary: 'The attempts at a task: how long each waited, was set up and ran, where, and how it ended.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  examples: ['0199f1c2d3e4a5b6c7d8e9f0a1b2c3d4', '"iris step 3: train" --json'],
  async run({ task }, context): Promise<Attempts> {
    const { api } = await context.connect()
    return api.tasks.get_attempts({ tasks: [(await findTask(api, task)).id] })
  },
  show: showAttempts,
})

export function showAttempts({ attempts: all }: Attempts, look: Look): string {
  if (all.length === 0) return look.paint('dim', 'It has not been started.')
  const took = (from: number | undefined, to: number | undefined): string => (from === undefined ? '' : duration((to ?? look.now) - from))
  return table(
    look,
    [
      { head: '#', cell: ({ number }) => (number === 0 ? '' : String(number)), align: 'right' },
      { head: 'OUTCOME', cell: ({ outcome, state }) => stateWord(outcome ?? state) },
      { head: 'WAITED', cell: ({ queued, claimed }) => took(queued, claimed), align: 'right' },
      { head: 'SET UP', cell: ({ claimed, started, ended }) => took(claimed, started ?? ended), align: 'right' },
      { head: 'RAN', cell: ({ started, ended }) => took(started, ended), align: 'right' },
      { head: 'WORKER', cell: ({ worker = '' }) => worker, rank: 1 },
      { head: 'REASON', cell: ({ reason = '' }) => firstLine(reason), least: 10 },
    ],
    all,
  )
}
