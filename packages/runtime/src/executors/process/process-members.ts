import type { ProcessRow } from './process-table.ts'

interface Search {
  readonly rows: readonly ProcessRow[]
  readonly leader: number
  /** Whether the leader's number is certainly still the leader's: if not, group and session of that number prove nothing. */
  readonly trustNumber: boolean
  readonly isMarked: (row: ProcessRow) => boolean
}

/** All processes of one execution but its leader: by group, by session, by mark, and whatever descends from any of these. */
export function findMembers({ rows, leader, trustNumber, isMarked }: Search): readonly number[] {
  const own = new Set<number>()
  if (trustNumber) own.add(leader)
  for (const row of rows) {
    const inGroup = trustNumber && (row.group === leader || row.session === leader)
    if (inGroup || (row.pid !== leader && isMarked(row))) own.add(row.pid)
  }
  for (let grown = true; grown;) {
    const before = own.size
    for (const row of rows) if (own.has(row.parent)) own.add(row.pid)
    grown = own.size > before
  }
  own.delete(leader)
  return [...own]
}
