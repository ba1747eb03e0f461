import type { ImportedProject, ImportOutcome } from '@clearway/contract'
import type { OperationTx } from '../context.ts'
import { setProjectColumns } from '../db/tables/imported-contents.ts'
import { admitRow, type Importer, recordImported } from '../db/tables/imported-rows.ts'
import { addProject, findProjectByName } from '../db/tables/projects.ts'
import { replaceTags } from '../db/tables/tags.ts'

export interface PutRow {
  readonly id: string
  readonly here?: string
  readonly outcome: ImportOutcome
}

/** Writes a project of another server, below the projects above it. One with a name that is there is merged into that project, which stays as it is. */
export async function putProject(tx: OperationTx, { source, isAdmin }: Importer, project: ImportedProject): Promise<PutRow> {
  const { id, name, description = '', default_output_destination, tags = [], system_tags = [], user } = project
  const origin = { source, entity: 'project', id } as const
  const { standing, here } = await admitRow(tx, origin, isAdmin)
  if (standing === 'taken') return { id, here, outcome: 'merged' }
  if (standing === 'changed') return { id, here, outcome: 'changed' }
  const at = project.last_update ?? tx.now()
  const columns = {
    user: user ?? tx.user.id,
    description,
    default_output_destination: default_output_destination || null,
    created: project.created ?? at,
    last_update: at,
  }
  const namesake = standing === 'unchanged' ? undefined : await findProjectByName(tx, name)
  if (namesake !== undefined) {
    await recordImported(tx, origin, { id: namesake.id, changed: null })
    return { id, here: namesake.id, outcome: 'merged' }
  }
  const own = standing === 'unchanged' ? here : await addProject(tx, { name, id })
  await replaceTags(tx, 'project', own, { tags, system_tags })
  await setProjectColumns(tx, own, columns)
  await recordImported(tx, origin, { id: own, changed: at })
  return { id, here: own, outcome: standing === 'unchanged' ? 'updated' : 'created' }
}
