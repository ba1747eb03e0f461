import type { Actor } from '../../scope.ts'
import { addProject, findProjectByName } from './projects.ts'

/** The project with a name. It is added if there is none. */
export async function findOrAddProject(actor: Actor, name: string): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const found = await findProjectByName(actor, name)
  return found === undefined ? { id: await addProject(actor, { name }), isNew: true } : { id: found.id, isNew: false }
}
