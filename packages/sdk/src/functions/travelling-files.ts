import type { Artifact as WireArtifact } from '@clearway/contract'
import { readdir, stat } from 'node:fs/promises'
import { basename, join, relative, resolve, sep } from 'node:path'
import pLimit from 'p-limit'
import type { Connection } from '../connection.ts'
import { pathSegment } from '../task/file-path.ts'
import { hashOf, storeOnce } from '../task/files.ts'

const uploadsAtOnce = 8
const mostFiles = 10_000
/** Folders that do not travel, because each machine makes its own. */
const leftOut = new Set(['.git', 'node_modules', '__pycache__', '.venv', '.mypy_cache', '.pytest_cache'])

/**
 * Stores the files and folders that travel with a step, each file once by its content, and gives the artifact that lists them. Paths are relative to
 * the folder of the file that defines the step, and stay so where the step runs.
 */
export async function travellingFiles(
  connection: Connection,
  step: string,
  folder: string,
  names: readonly string[],
): Promise<WireArtifact | undefined> {
  if (names.length === 0) return undefined
  const paths = [...new Set((await Promise.all(names.map((name) => filesIn(step, folder, name)))).flat())].sort((a, b) => (a < b ? -1 : 1))
  if (paths.length > mostFiles)
    throw new Error(`Step '${step}' takes ${paths.length} files along; ${mostFiles} are the most. Name smaller folders.`)
  const limit = pLimit(uploadsAtOnce)
  const list = await Promise.all(
    paths.map((path) =>
      limit(async () => {
        const file = join(folder, path)
        const { uri, hash } = await storeOnce(
          connection,
          ['files', await hashOf({ file }), pathSegment(basename(path))],
          { file },
          'application/octet-stream',
        )
        return { path, uri, hash, ...(((await stat(file)).mode & 0o100) === 0 ? {} : { isProgram: true }) }
      }),
    ),
  )
  const bytes = new TextEncoder().encode(JSON.stringify(list))
  const stored = await storeOnce(connection, ['files', await hashOf({ bytes }), 'files.json'], { bytes }, 'application/json')
  return {
    key: 'files',
    type: 'custom',
    mode: 'input',
    uri: stored.uri,
    content_size: stored.size,
    hash: stored.hash,
    timestamp: Math.floor(Date.now() / 1000),
    type_data: { preview: paths.slice(0, 100).join('\n'), content_type: 'application/json' },
  }
}

async function filesIn(step: string, folder: string, name: string): Promise<string[]> {
  const path = resolve(folder, name)
  const inside = relative(folder, path)
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`))
    throw new Error(
      `Step '${step}' names ${name}, which is not inside the folder of the file that defines it. Move it there, or define the step beside it.`,
    )
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new Error(`Step '${step}' names ${name}, and there is no such file or folder in ${folder}.`)
  if (!found.isDirectory()) return [inside]
  const entries = await readdir(path, { withFileTypes: true })
  const inner = entries.filter((entry) => !leftOut.has(entry.name) && !entry.isSymbolicLink())
  return (await Promise.all(inner.map((entry) => filesIn(step, folder, join(inside, entry.name))))).flat()
}
