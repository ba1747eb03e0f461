import type { AnyCommand } from '../../command.ts'
import { clearml } from './clearml.ts'

export const importFrom = { clearml } as const satisfies Record<string, AnyCommand>
