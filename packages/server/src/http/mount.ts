import type { FastifyInstance, FastifyRequest } from 'fastify'
import { contract } from '@clearway/contract'
import type { IdempotencyRecords } from '../idempotency/idempotency-records.ts'
import { mountedActions, type MountedAction } from './actions.ts'
import { admit } from './admit.ts'
import { answer } from './answer.ts'
import type { CallDeps } from './call-deps.ts'
import { defined } from '../defined.ts'

/**
 * Serves every action of the contract at `/service.action` and `/v2.23/service.action`, by GET, POST and PUT alike. Two routes lead to all of them: a
 * route for each action would take a tenth of the server's start, and of its memory.
 */
export function mountActions(app: FastifyInstance, deps: CallDeps, records: IdempotencyRecords): void {
  const mounted = mountedActions()
  const action = `:action(^(?:${Object.keys(contract).join('|')})\\.[a-z_]+$)`
  const named = (request: FastifyRequest): MountedAction | undefined => mounted.get((request.params as { readonly action: string }).action)
  for (const url of [`/${action}`, `/v:version(^\\d+\\.\\d+$)/${action}`])
    app.route({
      method: ['GET', 'POST', 'PUT'],
      url,
      onRequest: async (request, reply) => {
        const found = named(request)
        if (found === undefined) return reply.callNotFound()
        await admit(deps, found, request, reply)
      },
      handler: (request, reply) => answer({ call: defined(request.call), request, reply, deps, records }),
    })
}
