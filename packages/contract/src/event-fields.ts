import { Type as t } from 'typebox'
import { flag, text } from './fields.ts'

/** An event with the fields that a program has sent. */
export const Event = t.Record(t.String(), t.Unknown())
export const task = text('the task’s id')
export const modelEvents = { model_events: flag('The ids are models’ ids.') }
/** What all reads of events have in common. */
export const reads = { access: 'viewer', attempt: 'reads', repeat: 'safe' } as const
