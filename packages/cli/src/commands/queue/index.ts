import type { AnyCommand } from '../../command.ts'
import { clear } from './clear.ts'
import { create } from './create.ts'
import { deleteQueue } from './delete.ts'
import { list } from './list.ts'
import { move } from './move.ts'
import { pause } from './pause.ts'
import { resume } from './resume.ts'
import { show } from './show.ts'

export const queue = { list, show, create, move, pause, resume, clear, delete: deleteQueue } as const satisfies Record<string, AnyCommand>
