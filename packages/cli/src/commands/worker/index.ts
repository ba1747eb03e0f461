import type { AnyCommand } from '../../command.ts'
import { drain } from './drain.ts'
import { list } from './list.ts'
import { resume } from './resume.ts'

export const worker = { list, drain, resume } as const satisfies Record<string, AnyCommand>
