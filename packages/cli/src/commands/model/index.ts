import type { AnyCommand } from '../../command.ts'
import { get } from './get.ts'
import { list } from './list.ts'

export const model = { list, get } as const satisfies Record<string, AnyCommand>
