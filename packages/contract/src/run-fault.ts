import { type Static, Type as t } from 'typebox'
import { opt, text } from './fields.ts'

/** A fault because of which a run could not complete. */
export const RunFault = t.Object({
  code: text('permanent: `queue_not_found`, `no_agent`, …'),
  step: opt(t.String()),
  if_called: opt(t.Boolean({ description: 'of a warning: the run fails if it calls the step, which shows only when it runs' })),
  field: opt(t.String()),
  message: t.String(),
  cure: text('what to do'),
  command: opt(text('the command line that does it')),
})
export type RunFault = Static<typeof RunFault>
