import type { Page } from 'playwright-core'
import type { Filled } from './fill-server.ts'

/** What a picture shows. */
export interface Picture {
  readonly path: string
  /**
   * Whose server: the filled one by default, one with nothing on it, the filled one for somebody who has not logged in or who may only look, or the
   * filled one after it has ended.
   */
  readonly of?: 'empty' | 'stranger' | 'viewer' | 'lost'
  /** What is done before the page is opened. */
  readonly before?: (page: Page) => Promise<void>
  /** What is done on the page before the picture is taken. */
  readonly act?: (page: Page) => Promise<void>
}

/** The pictures by name: every page, and the states that a page can be in. */
export function picturesOf(filled: Filled): Readonly<Record<string, Picture>> {
  const shown = { ...pages(filled), ...taskTabs(filled), ...comparisons(filled), ...settings }
  return {
    ...Object.fromEntries(Object.entries(shown).map(([name, path]) => [name, { path }])),
    ...states(filled),
    ...Object.fromEntries(emptyPages.map((page) => [`empty-${page === '' ? 'home' : page}`, { path: `/${page}`, of: 'empty' as const }])),
  }
}

const pages = (filled: Filled): Readonly<Record<string, string>> => ({
  home: '/',
  pipelines: '/pipelines',
  pipeline: `/pipelines/${filled.project}`,
  run: `/runs/${filled.run}?step=choose`,
  'run-timeline': `/runs/${filled.run}?view=timeline`,
  'run-timeline-workers': `/runs/${filled.run}?view=timeline&lanes=worker&step=choose`,
  'run-table': `/runs/${filled.run}?view=table&step=load`,
  'run-failed': `/runs/${filled.failedRun}`,
  'run-log': `/runs/${filled.failedRun}?view=log`,
  'run-failed-step': `/runs/${filled.failedRun}?step=fit`,
  'run-attempts': `/runs/${filled.failedRun}?step=fit&tab=attempts`,
  'run-code': `/runs/${filled.failedRun}?step=fit&tab=code`,
  'run-stuck': `/runs/${filled.waitingRun}`,
  'run-waiting': `/runs/${filled.waitingRun}?step=render`,
  tasks: '/tasks',
  queues: '/queues',
  queue: '/queues/gpu',
  workers: '/workers',
  worker: '/workers/machine-1',
  models: '/models',
  model: `/models/${filled.model}`,
  artifacts: '/artifacts',
  'new-run': `/pipelines/${filled.project}/new`,
  'choose-pipeline': '/pipelines/new',
  schedules: '/schedules',
  'new-schedule': `/schedules/new?project=${filled.project}`,
  'new-trigger': `/schedules/new-trigger?project=${filled.project}`,
})

const taskTabs = ({ reports, trained: [first = ''], longNamed }: Filled): Readonly<Record<string, string>> => ({
  'task-log': `/tasks/${first}`,
  'task-parameters': `/tasks/${first}?tab=parameters`,
  'task-artifacts': `/tasks/${first}?tab=artifacts`,
  'task-attempts': `/tasks/${first}?tab=attempts`,
  'task-scalars': `/tasks/${reports}?tab=scalars`,
  'task-plots': `/tasks/${reports}?tab=plots`,
  'task-images': `/tasks/${reports}?tab=images`,
  'task-long-name': `/tasks/${longNamed}?tab=parameters`,
})

const compareOf = (ids: readonly string[], rest = ''): string => `/compare?ids=${encodeURIComponent(JSON.stringify(ids))}${rest}`
const comparisons = ({ trained, configured }: Filled): Readonly<Record<string, string>> => ({
  compare: compareOf(trained),
  'compare-all': compareOf(trained, '&all=true'),
  'compare-metrics': compareOf(trained, '&tab=metrics'),
  'compare-scalars': compareOf(trained, '&tab=scalars'),
  'compare-configuration': compareOf(configured, '&tab=configuration'),
  'compare-nothing': '/compare',
})

const settings = Object.fromEntries(['you', 'keys', 'connect', 'users', 'server'].map((part) => [`settings-${part}`, `/settings/${part}`]))

const emptyPages = ['', 'pipelines', 'tasks', 'queues', 'workers', 'models', 'artifacts', 'schedules']

const unknown = '0123456789abcdef0123456789abcdef'
const states = (filled: Filled): Readonly<Record<string, Picture>> => ({
  login: { path: '/login', of: 'stranger' },
  'login-refused': {
    path: '/login?to=%2Ftasks',
    of: 'stranger',
    act: async (page) => {
      await page.getByLabel('Name or access key').fill('ana')
      await page.getByLabel('Password or secret key').fill('wrong')
      await page.getByRole('button', { name: 'Log in' }).click()
      await page.getByRole('alert').waitFor()
    },
  },
  palette: {
    path: '/',
    act: async (page) => {
      await page.getByRole('button', { name: /^Go to/ }).click()
      await page.getByPlaceholder('A page, a name, an id').fill('train')
    },
  },
  // The answer never comes.
  loading: { path: `/runs/${filled.run}`, before: async (page) => void (await page.route('**/runs.view', () => {})) },
  'viewer-run': { path: `/runs/${filled.failedRun}`, of: 'viewer' },
  'viewer-task': { path: `/tasks/${filled.reports}`, of: 'viewer' },
  'lost-home': { path: '/', of: 'lost' },
  'lost-run': { path: `/runs/${filled.run}`, of: 'lost' },
  keys: { path: '/tasks', act: (page) => page.keyboard.press('?') },
  'tasks-picked': {
    path: '/tasks',
    act: async (page) => {
      await page.getByRole('checkbox').nth(1).check()
      await page.getByRole('checkbox').nth(2).check()
    },
  },
  'tasks-columns': { path: '/tasks', act: (page) => page.getByRole('button', { name: 'Columns' }).click() },
  'tasks-views': { path: '/tasks', act: (page) => page.getByRole('button', { name: 'Views' }).click() },
  'tasks-none-found': { path: '/tasks?q=zebra' },
  'task-menu': { path: `/tasks/${filled.reports}`, act: (page) => page.getByRole('button', { name: /^Actions/ }).click() },
  'no-page': { path: '/nowhere' },
  'no-run': { path: `/runs/${unknown}` },
  'no-task': { path: `/tasks/${unknown}` },
  'no-queue': { path: '/queues/none' },
  'no-worker': { path: '/workers/nobody' },
  'no-model': { path: `/models/${unknown}` },
})
