import type { AnyCommand } from '../../command.ts'
import { deleteProject } from './delete.ts'
import { list } from './list.ts'

export const project = { list, delete: deleteProject } as const satisfies Record<string, AnyCommand>
