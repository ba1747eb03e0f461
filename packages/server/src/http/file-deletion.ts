import { percentDecoded } from '@clearway/contract/percent-decoded'
import { authorizeOwners, refuseLate } from '../auth/authorize.ts'
import { ownersOfFiles } from '../db/tables/file-owners.ts'
import { isReleased } from '../db/tables/file-releases.ts'
import { ActionError } from '../errors.ts'
import { cleanPath } from '../file-path.ts'
import type { FileStore } from '../files/file-store.ts'
import type { FileScope } from './file-access.ts'

/** A file of a request for many: the name by which the answer refers to it, and its path. */
interface NamedFile {
  readonly name: string
  readonly path: string
}

/** Deletes a file; refuses a path at which there is none. */
export async function deleteFile(store: FileStore, scope: FileScope, path: string): Promise<void> {
  refuseLate(scope, { path })
  if ((await removeFrom(store, scope, path)).length === 0) throw new ActionError('file_not_found', { path })
}

/** Deletes files. Answers the deleted ones by their names, and the names of the others by what is wrong with them. */
export async function deleteFiles(store: FileStore, scope: FileScope, files: readonly NamedFile[]) {
  const deleted: Record<string, string> = {}
  const errors: Record<string, string[]> = {}
  for (const { name, path } of files) {
    refuseLate(scope, { path: name })
    const outcome = await removed(store, scope, path)
    if ('path' in outcome) deleted[name] = outcome.path
    else (errors[outcome.error] ??= []).push(name)
  }
  return { deleted, errors }
}

/** The files that the body of a request names; `pathOf` makes paths of names. */
export function namedFiles(body: unknown, pathOf: (name: string) => string): readonly NamedFile[] {
  return filesIn(body).map((name) => ({ name, path: pathOf(unquoted(name)) }))
}

/** Removes a file. A file that the server released when it deleted the task or model that named the file is left as it is. */
async function removeFrom(store: FileStore, scope: FileScope, path: string): Promise<readonly string[]> {
  const clean = cleanPath(path.replace(/\/+$/, ''))
  if (await isReleased(scope, clean)) return [clean]
  await authorizeOwners(scope, 'own', await ownersOfFiles(scope, path))
  return store.remove(scope, path)
}

/** Removes one file of many. A bad path is reported in the answer and does not fail the call. */
async function removed(store: FileStore, scope: FileScope, path: string): Promise<{ readonly path: string } | { readonly error: string }> {
  try {
    return (await removeFrom(store, scope, path)).length > 0 ? { path: path.replaceAll(/^\/+|\/+$/g, '') } : { error: 'Not found' }
  } catch (error) {
    if (error instanceof ActionError && error.code === 'invalid_path') return { error: error.message }
    throw error
  }
}

function filesIn(body: unknown): readonly string[] {
  const files = typeof body === 'object' && body !== null ? (body as { readonly files?: unknown }).files : undefined
  if (Array.isArray(files) && files.every((file) => typeof file === 'string')) return files
  throw new ActionError(files === undefined ? 'missing_fields' : 'invalid_request', {
    problems: [{ field: 'files', message: 'must be a list of paths' }],
  })
}

/** Decodes like Python's `unquote_plus`: a percent sign that begins no escape stays. */
function unquoted(text: string): string {
  return percentDecoded(text.replaceAll('+', ' '))
}
