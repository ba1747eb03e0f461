import type { AnyCommand } from '../../command.ts'
import { diff } from './diff.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { show } from './show.ts'
import { stop } from './stop.ts'

export const pipeline = { list, show, logs, diff, stop } as const satisfies Record<string, AnyCommand>
