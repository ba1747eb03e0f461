import type { Look } from '../../look.ts'
import { bytes } from '../../show/bytes.ts'
import { table } from '../../show/table.ts'
import type { DemoResult } from './read-result.ts'

export interface PlayedDemo extends DemoResult {
  readonly seconds: number
  /** The folder with all results, if it is kept. */
  readonly folder?: string
}

/** Shows the accuracy and the addresses of the results. */
export function showResult({ accuracy, artifacts, models, seconds, folder }: PlayedDemo, look: Look): string {
  const rows = [
    ...artifacts.map((artifact) => ({ ...artifact, kind: 'artifact', size: artifact.bytes === undefined ? '' : bytes(artifact.bytes) })),
    ...models.map((model) => ({ ...model, kind: 'model', size: '' })),
  ]
  const results = table(
    look,
    [
      { head: 'MADE BY', cell: ({ step }) => step },
      { head: 'WHAT', cell: ({ name, kind }) => `${name} ${look.paint('dim', kind)}` },
      { head: 'SIZE', cell: ({ size }) => size, align: 'right', rank: 2 },
      { head: 'ADDRESS', cell: ({ url }) => look.paint('dim', url), rank: 1, least: 24 },
    ],
    rows,
  )
  const kept =
    folder === undefined
      ? [look.paint('dim', `All of it ends here and its folder is removed; --keep keeps it. To go on: ${look.typed('clearway up')}`)]
      : [`Kept in ${folder}`, `${look.paint('dim', 'To look at it again:')} ${look.typed(`clearway up --data ${folder}`)}`]
  return [
    '',
    `${look.paint('bold', 'accuracy')} ${accuracy === undefined ? 'unknown' : look.paint('green', accuracy.toFixed(3))} on flowers that it had not seen, ${seconds.toFixed(0)} s in all`,
    '',
    results,
    '',
    ...kept,
  ].join('\n')
}
