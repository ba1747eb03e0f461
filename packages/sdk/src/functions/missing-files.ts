import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { RunFault } from '@clearway/contract'
import type { ProgramFunction, PythonWork } from './program-function.ts'

/** The files that a step names and that are not there, before anything is stored. */
export async function missingFiles({ site, work }: ProgramFunction, step: string): Promise<readonly RunFault[]> {
  const named = work.by === 'python' ? [...namedBy(work), ...work.files] : work.by === 'function' ? (work.files ?? []) : []
  if (named.length === 0) return []
  const folder = dirname(site.file)
  const isThere = async (name: string): Promise<boolean> =>
    stat(resolve(folder, name)).then(
      () => true,
      () => false,
    )
  const missing = await Promise.all(named.map(async (name) => ((await isThere(name)) ? [] : [name])))
  return missing.flat().map((name) => ({
    code: 'file_not_found',
    step,
    field: 'files',
    message: `Step '${step}' names ${name}, and there is no such file or folder in ${folder}.`,
    cure: 'Correct the path, which is relative to the file that defines the step.',
  }))
}

function namedBy({ source, packages: { requirements, project } }: PythonWork): readonly string[] {
  const ofProject = project === undefined ? [] : ['pyproject.toml', 'uv.lock'].map((file) => join(project, file))
  return [source, requirements, ...ofProject].filter((one) => typeof one === 'string')
}
