import type { Look } from '../../look.ts'
import { bytes } from '../../show/bytes.ts'
import { counted } from '../../show/counted.ts'
import { table } from '../../show/table.ts'
import type { Counted, Skipped, Totals } from './totals.ts'

export interface ImportReport {
  /** The other server's address. */
  readonly from: string
  readonly to: string
  readonly dryRun: boolean
  readonly brought: Readonly<Record<Counted, number>>
  readonly unchanged: number
  readonly skipped: readonly Skipped[]
}

const nouns = {
  projects: 'project',
  models: 'model',
  tasks: 'task',
  points: 'point',
  lines: 'log line',
  plots: 'plot',
  images: 'image',
  vectors: 'vector',
  files: 'file',
  queues: 'queue',
  users: 'user',
} as const satisfies Readonly<Partial<Record<Counted, string>>>

/** The numbers of an import in a line: `3 projects · 12 tasks · …`. */
export function numbers(brought: Readonly<Record<Counted, number>>): string {
  const parts = Object.entries(nouns).flatMap(([name, noun]) => {
    const count = brought[name as keyof typeof nouns]
    return count === 0 ? [] : [counted(count, noun)]
  })
  return [...parts, ...(brought.bytes === 0 ? [] : [bytes(brought.bytes)])].join(' · ')
}

export function progressOf({ brought, unchanged }: Pick<Totals, 'brought' | 'unchanged'>): string {
  return `Importing: ${numbers(brought) || '…'}${unchanged === 0 ? '' : ` · ${unchanged.toLocaleString('en-US')} unchanged`}`
}

export function showImport({ from, dryRun, brought, unchanged, skipped }: ImportReport, look: Look): string {
  const all = numbers(brought)
  const what = all === '' ? 'nothing new' : all
  return [
    `${look.paint('green', '✓')} ${dryRun ? 'Would import' : 'Imported'} from ${from}: ${what}.`,
    ...(unchanged === 0 ? [] : [`  ${unchanged.toLocaleString('en-US')} tasks and models had been brought before.`]),
    ...(skipped.length === 0 ? [] : ['', showSkipped(skipped, look)]),
  ].join('\n')
}

export function showSkipped(skipped: readonly Skipped[], look: Look): string {
  return table(
    look,
    [
      { head: 'Left out', cell: ({ count, what }) => counted(count, what) },
      { head: 'Why', cell: ({ why }) => why, least: 20 },
      { head: 'Such as', cell: ({ ids }) => ids.slice(0, 2).join(', '), rank: 1 },
    ],
    skipped,
  )
}
