import type { AnyCommand } from '../../command.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { show } from './show.ts'
import { stop } from './stop.ts'

export const pipeline = { list, show, logs, stop } as const satisfies Record<string, AnyCommand>
