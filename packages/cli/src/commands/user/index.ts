import type { AnyCommand } from '../../command.ts'
import { create } from './create.ts'
import { deleteUser } from './delete.ts'
import { edit } from './edit.ts'
import { list } from './list.ts'

export const user = { list, create, edit, delete: deleteUser } as const satisfies Record<string, AnyCommand>
