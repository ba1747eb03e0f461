import { pipelineProjectName } from '@clearway/contract/pipeline-project'
import type { Api } from '../client.ts'
import { exactly } from '@clearway/contract/name-pattern'
import { ensureProject } from '../task/lookup.ts'

/** The id of a pipeline's project. It and the one above it are created if they do not exist, and tagged so that lists show them among the pipelines only. */
export async function ensurePipelineProject(api: Api, above: string, name: string): Promise<string> {
  const project = pipelineProjectName(above, name)
  await ensureTagged(api, project.slice(0, -name.length - 1), ['hidden'])
  return ensureTagged(api, project, ['pipeline', 'hidden'])
}

async function ensureTagged(api: Api, name: string, tags: readonly string[]): Promise<string> {
  const { projects } = await api.projects.get_all({
    name: exactly(name),
    search_hidden: true,
    only_fields: ['id', 'name', 'system_tags'],
    page: 0,
    page_size: 1,
  })
  const known = projects[0]
  if (known === undefined) return ensureProject(api, name, tags)
  const has = known.system_tags ?? []
  if (tags.some((tag) => !has.includes(tag))) await api.projects.update({ project: known.id, system_tags: [...new Set([...has, ...tags])] })
  return known.id
}
