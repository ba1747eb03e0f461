import type { Cure } from '@clearway/contract'
import { type CureOnRequest, curesOnRequest } from '@clearway/contract/cures'
import type { Api } from '@clearway/sdk'
import { command } from '../../command.ts'
import { CommandFailed } from '../../failure.ts'
import { findTask } from '../../lookup/find-task.ts'
import { choice } from '../../option.ts'

export const cure = command({
  summary: 'Have the server do what helps a task that waits: the best of what `task explain` names and the server can do.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id; or a controller, for a step that it waits for.' },
  options: { with: choice('This cure, and no other.', curesOnRequest) },
  examples: ['train', '"iris step 3: train" --with resume'],
  async run({ task: given, with: wanted }, context) {
    const { api } = await context.connect()
    const found = await findTask(api, given)
    const { task, kind } = await cureFor(api, found.id, wanted)
    return { ...(await api.tasks.cure({ task, cure: kind })), task, cure: kind }
  },
  show: ({ text }, look) => `${look.paint('green', '✓')} ${text}`,
})

/** The task that waits (the given one, or one that it waits for) and the best cure that the server can carry out. */
async function cureFor(
  api: Api,
  asked: string,
  wanted: CureOnRequest | undefined,
): Promise<{ readonly task: string; readonly kind: CureOnRequest }> {
  const { wait, waits_for: awaited, text } = await api.tasks.explain({ task: asked })
  const waits = [...(wait === undefined ? [] : [{ id: asked, wait }]), ...awaited]
  for (const { id, wait: held } of waits) {
    const best = held?.cures.map(({ kind }) => kind).find((kind) => isOnRequest(kind) && (wanted ?? kind) === kind)
    if (best !== undefined && isOnRequest(best)) return { task: id, kind: best }
  }
  throw new CommandFailed(`${text} There is nothing that the server could do about it. \`clearway task explain\` says what helps.`)
}

function isOnRequest(kind: Cure['kind']): kind is CureOnRequest {
  return (curesOnRequest as readonly string[]).includes(kind)
}
