import type { tasks } from '@clearway/contract'
import type { Handler } from '../../context.ts'
import { transact } from '../../db/connection/transaction.ts'
import { launchStep } from '../../dispatch/launch-step.ts'

export const launch: Handler<typeof tasks.launch> = (request, ctx) => transact(ctx, (tx) => launchStep(tx, request))
