import type { Look } from '../../look.ts'
import { numbers, showSkipped } from '../import/show-import.ts'
import type { Counted, Skipped, Totals } from '../import/totals.ts'

export interface PushReport {
  readonly run: string
  /** The run's name on the server. */
  readonly name: string
  /** Its name on this machine. */
  readonly nameHere: string
  /** The data folder. */
  readonly from: string
  readonly to: string
  readonly brought: Readonly<Record<Counted, number>>
  readonly unchanged: number
  readonly skipped: readonly Skipped[]
}

export function progressOf({ brought, unchanged }: Pick<Totals, 'brought' | 'unchanged'>): string {
  return `Pushing: ${numbers(brought) || '…'}${unchanged === 0 ? '' : ` · ${unchanged.toLocaleString('en-US')} there already`}`
}

export function showPush({ run, name, nameHere, to, brought, unchanged, skipped }: PushReport, look: Look): string {
  const renamed = name === nameHere ? '' : ` as ${name}, because ${nameHere} was taken there`
  const all = numbers(brought)
  return [
    `${look.paint('green', '✓')} ${all === '' ? `${nameHere} is on ${to} already${name === nameHere ? '' : ` as ${name}`}: nothing new.` : `Pushed ${nameHere} to ${to}${renamed}: ${all}.`}`,
    ...(unchanged === 0 || all === '' ? [] : [`  ${unchanged.toLocaleString('en-US')} tasks and models were there already.`]),
    ...(skipped.length === 0 ? [] : ['', showSkipped(skipped, look)]),
    '',
    `  See it there: ${look.typed(`clearway pipeline show ${run}`)}`,
  ].join('\n')
}
