import type { AnyCommand } from '../../command.ts'
import { list } from './list.ts'
import { use } from './use.ts'

export const profile = { list, use } as const satisfies Record<string, AnyCommand>
