import type { ImportOutcome } from '@clearway/contract'
import type { Import } from './import.ts'

const reasons = {
  import: {
    taken: 'its id was here before the import',
    changed: 'changed here since the last import',
    deleted: 'deleted here since the last import',
  },
  push: {
    taken: 'somebody else’s there',
    changed: 'changed there since the last push',
    deleted: 'deleted there since the last push',
  },
} as const

/** Why a row stays as it is on the server that it is brought to; undefined if it was written. */
export function whyItStays(kind: Import['kind'], outcome: ImportOutcome): string | undefined {
  const known: Readonly<Partial<Record<ImportOutcome, string>>> = reasons[kind]
  return known[outcome]
}
