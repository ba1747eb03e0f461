import { type EventType, eventTypes, isEventType } from '../event.ts'
import { Refusal } from '../thread/refusal.ts'

/** The type of events that a request names; undefined if it names none. Refuses an unknown type. */
export function typeOf(type: string | undefined): EventType | undefined {
  if (type === undefined || type === '') return undefined
  if (!isEventType(type))
    throw new Refusal('invalid_request', { problems: [{ field: 'event_type', message: `Must be one of ${eventTypes.join(', ')}.` }] })
  return type
}
