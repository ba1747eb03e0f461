import type { Project } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { firstLine } from '../../show/first-line.ts'
import { table } from '../../show/table.ts'

/** A table of projects. */
export function showProjects({ projects }: { readonly projects: readonly Project[] }, look: Look): string {
  if (projects.length === 0) return look.paint('dim', 'No projects.')
  return table(
    look,
    [
      { head: 'PROJECT', cell: ({ name = '' }) => look.paint('bold', name), least: 16 },
      { head: 'CHANGED', cell: ({ last_update: changed }) => shownAgo(changed, look), rank: 1 },
      { head: 'ABOUT', cell: ({ description = '' }) => firstLine(description), rank: 2, least: 12 },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id) },
    ],
    projects,
  )
}
