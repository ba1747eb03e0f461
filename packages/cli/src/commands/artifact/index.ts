import type { AnyCommand } from '../../command.ts'
import { cat } from './cat.ts'
import { get } from './get.ts'
import { list } from './list.ts'

export const artifact = { list, get, cat } as const satisfies Record<string, AnyCommand>
