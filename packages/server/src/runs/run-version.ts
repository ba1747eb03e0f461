import { firstVersion, nextVersion, withVersion } from '@clearway/engine'
import type { DraftContents } from '../db/tables/new-task.ts'
import { latestVersion } from '../db/tables/pipeline-runs.ts'
import { findOwnProject } from '../db/tables/projects.ts'
import type { Tx } from '../scope.ts'

/**
 * The parts of a run with its version: that of the newest run of its project if it does the same, else the next one. New runs of one project wait for
 * each other until the transaction ends, so that two that do different things do not get the same version.
 */
export async function versionedParts(tx: Tx, parts: DraftContents): Promise<DraftContents> {
  const { project = '', runtime = {}, hyperparams = {}, configuration = {} } = parts
  const version = await versionIn(tx, project, runtime['pipeline_hash'])
  return {
    ...parts,
    runtime: { ...runtime, version },
    hyperparams: {
      ...hyperparams,
      properties: { ...hyperparams['properties'], version: { section: 'properties', name: 'version', value: version } },
    },
    configuration: withVersion(configuration, version),
  }
}

async function versionIn(tx: Tx, project: string, hash: unknown): Promise<string> {
  if (project === '') return firstVersion
  await findOwnProject(tx, project)
  const latest = await latestVersion(tx, project)
  if (latest === undefined) return firstVersion
  return latest.hash !== undefined && latest.hash === hash ? latest.version : nextVersion(latest.version)
}
