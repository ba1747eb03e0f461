import type { StreamCursor } from '../db/tables/change-frontier.ts'

/** A cursor as the `id` of an event, which the client sends back as Last-Event-ID. The number of a single change is a cursor too. */
export function formatCursor({ seq, beforeXid }: StreamCursor): string {
  return beforeXid === undefined ? String(seq) : `${seq}/${beforeXid}`
}

/** Parses the id of an event. Undefined for a text in another form. */
export function parseCursor(text: string): StreamCursor | undefined {
  const [, seq, beforeXid] = /^(\d{1,15})(?:\/(\d{1,15}))?$/.exec(text) ?? []
  if (seq === undefined) return undefined
  return { seq: Number(seq), ...(beforeXid === undefined ? {} : { beforeXid: Number(beforeXid) }) }
}
