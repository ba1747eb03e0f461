import { step } from '@clearway/sdk'

/** Steps that cannot run, of which `imports.ts` calls some. */
export const strayed = step('strayed', () => 1, { queue: 'lost' })
export const absent = step.fromTask<void, number>('absent', { project: 'nowhere', name: 'absent' })
export const uncalled = step('uncalled', () => 1, { queue: 'lost' })
