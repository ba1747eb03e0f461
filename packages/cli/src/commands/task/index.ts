import type { AnyCommand } from '../../command.ts'
import { enqueue } from './enqueue.ts'
import { explain } from './explain.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { show } from './show.ts'
import { stop } from './stop.ts'

export const task = { list, show, explain, logs, enqueue, stop } as const satisfies Record<string, AnyCommand>
