import type { Api } from '@clearway/sdk'

export interface LogLine {
  readonly timestamp: number
  readonly level: string
  readonly msg: string
  readonly seq: number
  readonly attempt: number
  readonly worker: string
}

export interface LogPage {
  readonly events: readonly LogLine[]
  readonly total: number
  readonly last: number
}

const pageSize = 5000

export function logLine(event: Readonly<Record<string, unknown>>): LogLine {
  const { timestamp, seq, attempt } = event
  return {
    timestamp: Number(timestamp),
    level: textOf(event['level']) ?? 'info',
    msg: textOf(event['msg']) ?? '',
    seq: Number(seq),
    attempt: Number(attempt ?? 1),
    worker: textOf(event['worker']) ?? '',
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The last lines of a log, oldest first. */
export async function lastLines(
  api: Api,
  task: string,
  { tail, attempt }: { readonly tail: number; readonly attempt?: number | undefined },
): Promise<LogPage> {
  let lines: LogLine[] = []
  let from: number | undefined
  for (;;) {
    const left = Math.max(1, tail - lines.length)
    const { events, total } = await api.events.get_task_log({
      task,
      order: 'asc',
      navigate_earlier: true,
      batch_size: Math.min(pageSize, left),
      ...(attempt === undefined ? {} : { attempt }),
      ...(from === undefined ? {} : { from_timestamp: from }),
    })
    const page = events.map(logLine)
    lines = [...page, ...lines]
    from = page[0]?.timestamp
    const last = lines.reduce((most, { seq }) => Math.max(most, seq), 0)
    if (page.length === 0 || lines.length >= tail || lines.length >= total)
      return { events: tail === 0 ? [] : lines.slice(-tail), total, last }
  }
}
