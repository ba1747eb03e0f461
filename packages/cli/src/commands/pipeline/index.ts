import type { AnyCommand } from '../../command.ts'
import { check } from './check.ts'
import { diff } from './diff.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { show } from './show.ts'
import { stop } from './stop.ts'

export const pipeline = { list, show, check, logs, diff, stop } as const satisfies Record<string, AnyCommand>
