import { type LinkOptions, linkOptions, type RegisteredRouter, type RouteIds } from '@tanstack/react-router'
import { numberOf, pipelineOf } from '../pages/pipelines/pipeline-name.ts'
import type { Known } from './known.ts'

/** One part of the path to a page; the last one is the page itself. */
export interface Part {
  readonly label: string
  readonly link?: LinkOptions
  /** The name of the page by itself, where the parts before it are needed to understand the label. */
  readonly title?: string
  /** The state of what the page shows. */
  readonly state?: string | undefined
}

/** The pages with the frame around them. */
type PageId = Extract<RouteIds<RegisteredRouter['routeTree']>, `/framed/${string}`>

const list = {
  pipelines: { label: 'Pipelines', link: linkOptions({ to: '/pipelines' }) },
  tasks: { label: 'Tasks', link: linkOptions({ to: '/tasks' }) },
  queues: { label: 'Queues', link: linkOptions({ to: '/queues' }) },
  workers: { label: 'Workers', link: linkOptions({ to: '/workers' }) },
  models: { label: 'Models', link: linkOptions({ to: '/models' }) },
  schedules: { label: 'Schedules', link: linkOptions({ to: '/schedules' }) },
  settings: { label: 'Settings', link: linkOptions({ to: '/settings/$part', params: { part: 'you' } }) },
} satisfies Readonly<Record<string, Part>>

/** The path to each page. A name that is not known yet is an empty text. */
const paths: Readonly<Record<PageId, (known: Known) => readonly Part[]>> = {
  '/framed/': () => [{ label: 'Home' }],
  '/framed/pipelines': () => [list.pipelines],
  '/framed/pipelines/new': () => [list.pipelines, { label: 'New run' }],
  '/framed/pipelines/$project': ({ params, project }) => [list.pipelines, pipelinePart(params.project, project)],
  '/framed/pipelines/$project/new': ({ params, project }) => {
    const pipeline = pipelinePart(params.project, project)
    return [list.pipelines, pipeline, { label: 'New run', title: `New run of ${pipeline.label}` }]
  },
  '/framed/runs/$run': ({ run }) => {
    if (run === undefined) return [list.pipelines, { label: '' }]
    const own = { label: run.name, title: run.name, state: run.status }
    if (run.project === undefined) return [list.pipelines, own]
    const pipeline = pipelinePart(run.project.id, run.project.name)
    return [list.pipelines, pipeline, { ...own, label: numberOf(run.name, pipeline.label) }]
  },
  '/framed/tasks': () => [list.tasks],
  '/framed/tasks/$task': ({ task }) => [list.tasks, { label: task?.name ?? '', state: task?.status }],
  '/framed/compare': () => [list.tasks, { label: 'Compare' }],
  '/framed/queues': () => [list.queues],
  '/framed/queues/$queue': ({ queue }) => [list.queues, { label: queue ?? '' }],
  '/framed/workers': () => [list.workers],
  '/framed/workers/$worker': ({ params: { worker = '' } }) => [list.workers, { label: worker }],
  '/framed/models': () => [list.models],
  '/framed/models/$model': ({ model }) => [list.models, { label: model?.name ?? '' }],
  '/framed/artifacts': () => [{ label: 'Artifacts' }],
  '/framed/schedules': () => [list.schedules],
  '/framed/schedules/new': () => [list.schedules, { label: 'New schedule' }],
  '/framed/schedules/new-trigger': () => [list.schedules, { label: 'New trigger' }],
  '/framed/settings': () => [list.settings],
  '/framed/$': () => [{ label: 'No such page' }],
  '/framed/settings/$part': ({ params: { part = '' } }) => {
    const label = `${part[0]?.toUpperCase() ?? ''}${part.slice(1)}`
    return [list.settings, { label, title: `${label} · Settings` }]
  },
}

/** The path to a page; empty for an address without a page. */
export function partsOf(route: string, known: Known): readonly Part[] {
  return route in paths ? paths[route as PageId](known) : []
}

function pipelinePart(project = '', name = ''): Part {
  return { label: pipelineOf(name).pipeline, link: linkOptions({ to: '/pipelines/$project', params: { project } }) }
}
