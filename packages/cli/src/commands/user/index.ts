import type { AnyCommand } from '../../command.ts'
import { create } from './create.ts'
import { deleteUser } from './delete.ts'
import { edit } from './edit.ts'
import { list } from './list.ts'
import { password } from './password.ts'

export const user = { list, create, edit, password, delete: deleteUser } as const satisfies Record<string, AnyCommand>
