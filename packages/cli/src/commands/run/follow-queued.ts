import type { RunFault } from '@clearway/contract'
import type { Connection } from '@clearway/sdk'
import { type Context, Printed } from '../../command.ts'
import { followRun } from '../../follow/follow-run.ts'
import { finish } from './finish.ts'

/** Follows a run that agents take, to its end. Ctrl-C ends the following alone. */
export async function followQueued(
  connection: Connection,
  id: string,
  options: { readonly context: Context; readonly warnings: readonly RunFault[] },
): Promise<Printed> {
  const { context } = options
  const last = await followRun(connection.api, id, context)
  if (last !== undefined) return finish(connection, last, options)
  context.printOnStderr(
    [
      `The run goes on. To stop it: ${context.look.typed(`clearway pipeline stop ${id}`)}`,
      `To follow it again:        ${context.look.typed(`clearway pipeline show ${id} --follow`)}`,
    ].join('\n'),
  )
  return new Printed(130)
}
