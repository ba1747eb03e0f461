import { command } from '../../command.ts'
import { allTriggers } from './find-trigger.ts'
import { showTriggers } from './show-triggers.ts'

export const list = command({
  summary: 'The triggers: what each waits for, and what became of the last time.',
  examples: [''],
  run: async (_, context) => ({ triggers: await allTriggers((await context.connect()).api, 1) }),
  show: showTriggers,
})
