import type { AnyCommand } from '../../command.ts'
import { list } from './list.ts'

export const worker = { list } as const satisfies Record<string, AnyCommand>
