import { attempts } from './attempts.ts'
import { cure } from './cure.ts'
import { edit } from './edit.ts'
import { launch } from './launch.ts'
import { lifecycle } from './lifecycle.ts'
import { many } from './many.ts'
import { query } from './query.ts'

export const tasks = { ...query, ...edit, ...lifecycle, ...launch, ...many, ...cure, ...attempts } as const
export type { TaskAttempt } from './attempts.ts'
export { mostParams } from './edit.ts'
export * from './status.ts'
export { Launch, Launched } from './launch.ts'
export { Artifact, Configuration, Container, Execution, ModelUse, Param, Resources, RunDriver, Script, Task } from './task.ts'
