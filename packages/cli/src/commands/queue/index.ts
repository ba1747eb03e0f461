import type { AnyCommand } from '../../command.ts'
import { create } from './create.ts'
import { list } from './list.ts'
import { show } from './show.ts'

export const queue = { list, show, create } as const satisfies Record<string, AnyCommand>
