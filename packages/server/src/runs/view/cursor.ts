import type { StreamCursor } from '../../db/tables/change-frontier.ts'

/** Up to which event of its controller, and which change of tasks, a reader knows a run. */
export interface Position {
  readonly seq: number
  readonly change: StreamCursor
}

/**
 * The start of the next answer. A long answer comes in parts. Between parts `page` is set: `to` is the reader's position once it has all parts, and `from`
 * the index of the first step that it lacks.
 */
export interface ViewCursor {
  /** The time of the run's first event, which a reset changes. */
  readonly born: number
  /** Undefined: the reader knows nothing yet. */
  readonly known: Position | undefined
  readonly page: { readonly to: Position; readonly from: number } | undefined
}

export function formatViewCursor({ born, known, page }: ViewCursor): string {
  const parts = [
    String(born),
    known === undefined ? '' : position(known),
    ...(page === undefined ? [] : [position(page.to), String(page.from)]),
  ]
  return parts.join('_')
}

/** Undefined for a text that is no cursor. */
export function parseViewCursor(text: string): ViewCursor | undefined {
  const [, born, known, to, from] = /^(\d{1,15})_([\d.-]*)(?:_([\d.-]+)_(\d{1,9}))?$/.exec(text) ?? []
  if (born === undefined || known === undefined) return undefined
  const [before, target] = [parsePosition(known), to === undefined ? undefined : parsePosition(to)]
  if ((known !== '' && before === undefined) || (to !== undefined && target === undefined)) return undefined
  if (known === '' && target === undefined) return undefined
  return { born: Number(born), known: before, page: target === undefined ? undefined : { to: target, from: Number(from) } }
}

function position({ seq, change }: Position): string {
  return `${seq}.${change.seq}${change.beforeXid === undefined ? '' : `-${change.beforeXid}`}`
}

function parsePosition(text: string): Position | undefined {
  const [, seq, change, xid] = /^(\d{1,15})\.(\d{1,15})(?:-(\d{1,15}))?$/.exec(text) ?? []
  if (seq === undefined) return undefined
  return { seq: Number(seq), change: { seq: Number(change), ...(xid === undefined ? {} : { beforeXid: Number(xid) }) } }
}
