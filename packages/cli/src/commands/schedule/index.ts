import type { AnyCommand } from '../../command.ts'
import { create } from './create.ts'
import { deleteSchedule } from './delete.ts'
import { fire } from './fire.ts'
import { list } from './list.ts'
import { pause } from './pause.ts'
import { resume } from './resume.ts'
import { show } from './show.ts'

export const schedule = { create, list, show, pause, resume, fire, delete: deleteSchedule } as const satisfies Record<string, AnyCommand>
