import type { Model } from '@clearway/contract'
import type { Look } from '../../look.ts'
import { shownAgo } from '../../show/duration.ts'
import { table } from '../../show/table.ts'

/** A table of models. */
export function showModels({ models }: { readonly models: readonly Model[] }, look: Look): string {
  if (models.length === 0) return look.paint('dim', 'No models.')
  return table(
    look,
    [
      { head: 'MODEL', cell: ({ name = '' }) => look.paint('bold', name), least: 16 },
      { head: 'FRAMEWORK', cell: ({ framework = '' }) => framework, rank: 2 },
      { head: 'STATE', cell: ({ ready }) => (ready === true ? look.paint('green', 'published') : 'draft'), rank: 3 },
      { head: 'MADE', cell: ({ created }) => shownAgo(created, look), rank: 1 },
      { head: 'ID', cell: ({ id }) => look.paint('dim', id) },
    ],
    models,
  )
}
