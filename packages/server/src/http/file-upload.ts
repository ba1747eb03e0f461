import type { FastifyRequest } from 'fastify'
import { authorizeOwners, refuseLate } from '../auth/authorize.ts'
import { ActionError } from '../errors.ts'
import { ownersOfPath } from '../db/tables/file-owners.ts'
import type { FileStore } from '../files/file-store.ts'
import type { FileScope } from './file-access.ts'

/** Stores every part of a form under the path that its field name gives; the file name does not matter. Answers the paths. */
export async function receiveFiles(
  request: FastifyRequest,
  scope: FileScope,
  store: FileStore,
  pathOf: (name: string) => string,
): Promise<readonly string[]> {
  if (!request.isMultipart()) throw new ActionError('unsupported_media', { wanted: 'multipart/form-data' })
  const stored: string[] = []
  try {
    // A part without a file name is a file too, for example curl's `-F path=text`.
    for await (const part of request.files({ isPartAFile: () => true })) {
      if (part.fieldname === undefined) throw new ActionError('invalid_path', { fault: 'the part has no name' })
      const path = pathOf(part.fieldname)
      if (scope.attempt?.live === false && (await store.find(scope, path)) !== undefined) refuseLate(scope, { path })
      await authorizeOwners(scope, 'shared', await ownersOfPath(scope, path))
      stored.push((await store.write(scope, path, part.file, part.mimetype)).path)
    }
  } catch (error) {
    throw refusal(error)
  }
  if (stored.length === 0) throw new ActionError('missing_fields', { problems: [{ field: '(form)', message: 'holds no file' }] })
  return stored
}

/** The refusal for an error of the parser: a form that ends early, or that is no form, is the sender's fault. */
function refusal(error: unknown): unknown {
  if (error instanceof ActionError || !(error instanceof Error)) return error
  const { code = '' } = error as NodeJS.ErrnoException
  const broken =
    code.startsWith('FST_') || code === 'ECONNRESET' || /multipart|boundary|malformed part|terminated early/i.test(error.message)
  return broken ? new ActionError('invalid_request', { reason: error.message }, { cause: error }) : error
}
