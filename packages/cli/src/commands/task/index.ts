import type { AnyCommand } from '../../command.ts'
import { archive } from './archive.ts'
import { attempts } from './attempts.ts'
import { clone } from './clone.ts'
import { cure } from './cure.ts'
import { deleteTask } from './delete.ts'
import { edit } from './edit.ts'
import { enqueue } from './enqueue.ts'
import { explain } from './explain.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { move } from './move.ts'
import { reset } from './reset.ts'
import { scalars } from './scalars.ts'
import { show } from './show.ts'
import { stop } from './stop.ts'

export const task = {
  list,
  show,
  explain,
  attempts,
  cure,
  logs,
  scalars,
  enqueue,
  stop,
  clone,
  edit,
  move,
  archive,
  reset,
  delete: deleteTask,
} as const satisfies Record<string, AnyCommand>
