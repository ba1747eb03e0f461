import { givenOf } from '@clearway/contract/given'
import { type StepStatus, stepStatuses } from '@clearway/contract/status'
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from '@tanstack/react-router'
import { Frame } from './frame.tsx'
import { type LeastLevel, leastLevels } from './log/levels.ts'
import { keysIn } from './graph/fold/fold-choice.ts'
import { readLogChoice } from './log/use-log-choice.ts'
import { loadHours } from './load/load-hours.ts'
import { readArtifactSearch } from './pages/artifacts/artifact-search.ts'
import { readCompareSearch } from './pages/compare/compare-search.ts'
import { readModelSearch } from './pages/models/model-search.ts'
import { readPipelineSearch } from './pages/pipelines/pipeline-search.ts'
import { panelTabs, type PanelTab } from './pages/task/panel-tabs.ts'
import { readTaskSearch } from './pages/tasks/task-search.ts'
import { type RunView, runViews } from './pages/run/run-views.ts'
import { parseTime } from './timeline/zoom.ts'

type Search = Readonly<Record<string, unknown>>

/** Takes a value of the address only if it is one of those that the page knows. */
function oneOf<const Value extends string | number>(values: readonly Value[], given: unknown): Value | undefined {
  return values.find((value) => value === given)
}
const textIn = (given: unknown): string | undefined => (typeof given === 'string' && given !== '' ? given : undefined)
/** Texts by name, without what is no text. */
function textsIn(given: unknown): Readonly<Record<string, string>> | undefined {
  const texts = Object.entries((given ?? {}) as object).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return texts.length === 0 ? undefined : Object.fromEntries(texts)
}

const root = createRootRoute({ component: Outlet })
const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Search) => givenOf({ to: textIn(search['to']) }),
  component: lazyRouteComponent(() => import('./pages/login-page.tsx'), 'LoginPage'),
})
const framed = createRoute({ getParentRoute: () => root, id: 'framed', component: Frame })
const home = createRoute({
  getParentRoute: () => framed,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
})
const pipelines = createRoute({
  getParentRoute: () => framed,
  path: '/pipelines',
  validateSearch: readPipelineSearch,
  component: lazyRouteComponent(() => import('./pages/pipelines/pipelines-page.tsx'), 'PipelinesPage'),
})
const choosePipeline = createRoute({
  getParentRoute: () => framed,
  path: '/pipelines/new',
  component: lazyRouteComponent(() => import('./pages/pipelines/choose-pipeline-page.tsx'), 'ChoosePipelinePage'),
})
const pipeline = createRoute({
  getParentRoute: () => framed,
  path: '/pipelines/$project',
  component: lazyRouteComponent(() => import('./pages/pipelines/pipeline-page.tsx'), 'PipelinePage'),
})
const newRun = createRoute({
  getParentRoute: () => framed,
  path: '/pipelines/$project/new',
  validateSearch: (search: Search) =>
    givenOf({
      run: textIn(search['run']),
      queue: textIn(search['queue']),
      set: textsIn(search['set']),
      find: textIn(search['find']),
    }),
  component: lazyRouteComponent(() => import('./pages/pipelines/new-run-page.tsx'), 'NewRunPage'),
})
const tasks = createRoute({
  getParentRoute: () => framed,
  path: '/tasks',
  validateSearch: readTaskSearch,
  component: lazyRouteComponent(() => import('./pages/tasks/tasks-page.tsx'), 'TasksPage'),
})
const compare = createRoute({
  getParentRoute: () => framed,
  path: '/compare',
  validateSearch: readCompareSearch,
  component: lazyRouteComponent(() => import('./pages/compare/compare-page.tsx'), 'ComparePage'),
})
const models = createRoute({
  getParentRoute: () => framed,
  path: '/models',
  validateSearch: readModelSearch,
  component: lazyRouteComponent(() => import('./pages/models/models-page.tsx'), 'ModelsPage'),
})
const model = createRoute({
  getParentRoute: () => framed,
  path: '/models/$model',
  component: lazyRouteComponent(() => import('./pages/models/model-page.tsx'), 'ModelPage'),
})
const artifacts = createRoute({
  getParentRoute: () => framed,
  path: '/artifacts',
  validateSearch: readArtifactSearch,
  component: lazyRouteComponent(() => import('./pages/artifacts/artifacts-page.tsx'), 'ArtifactsPage'),
})
const task = createRoute({
  getParentRoute: () => framed,
  path: '/tasks/$task',
  validateSearch: (search: Search) =>
    givenOf({
      ...readLogChoice(search),
      tab: oneOf<PanelTab>(panelTabs, search['tab']),
      line: textIn(search['line']),
      find: textIn(search['find']),
    }),
  component: lazyRouteComponent(() => import('./pages/task/task-page.tsx'), 'TaskPage'),
})
const run = createRoute({
  getParentRoute: () => framed,
  path: '/runs/$run',
  validateSearch: (search: Search) =>
    givenOf({
      ...readLogChoice(search),
      view: oneOf<RunView>(runViews, search['view']),
      step: textIn(search['step']),
      tab: oneOf<PanelTab>(panelTabs, search['tab']),
      line: textIn(search['line']),
      q: textIn(search['q']),
      find: textIn(search['find']),
      level: oneOf<LeastLevel>(leastLevels, search['level']),
      state: oneOf<StepStatus>(stepStatuses, search['state']),
      steps: textIn(search['steps']),
      time: parseTime(search['time']),
      lanes: oneOf(['worker'], search['lanes']),
      retry: textIn(search['retry']),
      open: keysIn(search['open']),
      folded: keysIn(search['folded']),
    }),
  component: lazyRouteComponent(() => import('./pages/run/run-page.tsx'), 'RunPage'),
})
const schedules = createRoute({
  getParentRoute: () => framed,
  path: '/schedules',
  component: lazyRouteComponent(() => import('./pages/schedules/schedules-page.tsx'), 'SchedulesPage'),
})
const newSchedule = createRoute({
  getParentRoute: () => framed,
  path: '/schedules/new',
  validateSearch: (search: Search) => givenOf({ project: textIn(search['project']), find: textIn(search['find']) }),
  component: lazyRouteComponent(() => import('./pages/schedules/new-schedule-page.tsx'), 'NewSchedulePage'),
})
const newTrigger = createRoute({
  getParentRoute: () => framed,
  path: '/schedules/new-trigger',
  validateSearch: (search: Search) => givenOf({ project: textIn(search['project']), find: textIn(search['find']) }),
  component: lazyRouteComponent(() => import('./pages/schedules/new-trigger-page.tsx'), 'NewTriggerPage'),
})
const settings = createRoute({
  getParentRoute: () => framed,
  path: '/settings',
  beforeLoad: () => {
    throw redirect({ to: '/settings/$part', params: { part: 'you' } })
  },
})
const settingsPart = createRoute({
  getParentRoute: () => framed,
  path: '/settings/$part',
  component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
})
const queues = createRoute({
  getParentRoute: () => framed,
  path: '/queues',
  component: lazyRouteComponent(() => import('./pages/queues/queues-page.tsx'), 'QueuesPage'),
})
const queue = createRoute({
  getParentRoute: () => framed,
  path: '/queues/$queue',
  validateSearch: (search: Search) => givenOf({ hours: oneOf(loadHours, search['hours']) }),
  component: lazyRouteComponent(() => import('./pages/queues/queue-page.tsx'), 'QueuePage'),
})
const workers = createRoute({
  getParentRoute: () => framed,
  path: '/workers',
  component: lazyRouteComponent(() => import('./pages/workers/workers-page.tsx'), 'WorkersPage'),
})
const worker = createRoute({
  getParentRoute: () => framed,
  path: '/workers/$worker',
  validateSearch: (search: Search) => givenOf({ hours: oneOf(loadHours, search['hours']) }),
  component: lazyRouteComponent(() => import('./pages/workers/worker-page.tsx'), 'WorkerPage'),
})
/** All other addresses, so that the rail is there as well. */
const nowhere = createRoute({
  getParentRoute: () => framed,
  path: '$',
  component: lazyRouteComponent(() => import('./pages/no-page.tsx'), 'NoPage'),
})

/** The addresses that ClearML's SDK prints for a task and for a pipeline's run. */
const clearmlTask = ['experiments', 'tasks'].map((word) =>
  createRoute({
    getParentRoute: () => root,
    path: `/projects/$project/${word}/$task/$`,
    beforeLoad: ({ params }) => {
      throw redirect({ to: '/tasks/$task', params: { task: (params as { task: string }).task } })
    },
  }),
)
const clearmlRun = createRoute({
  getParentRoute: () => root,
  path: '/pipelines/$project/experiments/$run',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/runs/$run', params: { run: params.run } })
  },
})

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    framed.addChildren([
      home,
      pipelines,
      choosePipeline,
      pipeline,
      newRun,
      tasks,
      compare,
      models,
      model,
      artifacts,
      task,
      run,
      queues,
      queue,
      workers,
      worker,
      schedules,
      newSchedule,
      newTrigger,
      settings,
      settingsPart,
      nowhere,
    ]),
    ...clearmlTask,
    clearmlRun,
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
})
declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
