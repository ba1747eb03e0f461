import type { Place } from '../db/tables/change-frontier.ts'

/** A place as the `id` of an event, which the reader gives back as Last-Event-ID. A change's own number is a place too. */
export function placeText({ seq, beforeXid }: Place): string {
  return beforeXid === undefined ? String(seq) : `${seq}/${beforeXid}`
}

/** Undefined where it is none of ours. */
export function readPlace(text: string): Place | undefined {
  const [, seq, beforeXid] = /^(\d{1,15})(?:\/(\d{1,15}))?$/.exec(text) ?? []
  if (seq === undefined) return undefined
  return { seq: Number(seq), ...(beforeXid === undefined ? {} : { beforeXid: Number(beforeXid) }) }
}
