import type { AnyCommand } from '../../command.ts'
import { check } from './check.ts'
import { diff } from './diff.ts'
import { list } from './list.ts'
import { logs } from './logs.ts'
import { pause } from './pause.ts'
import { rerun } from './rerun.ts'
import { resume } from './resume.ts'
import { retry } from './retry.ts'
import { start } from './start.ts'
import { show } from './show.ts'
import { stop } from './stop.ts'

export const pipeline = {
  list,
  show,
  check,
  logs,
  diff,
  start,
  rerun,
  retry,
  resume,
  pause,
  stop,
} as const satisfies Record<string, AnyCommand>
