import type { AnyCommand } from '../../command.ts'
import { create } from './create.ts'
import { deleteTrigger } from './delete.ts'
import { list } from './list.ts'
import { pause } from './pause.ts'
import { show } from './show.ts'
import { resume } from './resume.ts'

export const trigger = { create, list, show, pause, resume, delete: deleteTrigger } as const satisfies Record<string, AnyCommand>
