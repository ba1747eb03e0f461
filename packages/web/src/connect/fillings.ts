import type { ConnectingSnippets, Snippet } from './snippets.ts'

/** The pages that teach how they are filled while they are empty. */
export const taughtPages = ['runs', 'tasks', 'models', 'artifacts', 'compare', 'queues', 'workers', 'schedules'] as const
export type TaughtPage = (typeof taughtPages)[number]

const typescriptTask = (name: string, ...lines: readonly string[]): string =>
  [
    "import { Task } from 'clearway'",
    '',
    `const task = await Task.init({ projectName: 'examples', taskName: '${name}' })`,
    ...lines,
    'await task.close()',
  ].join('\n')
const pythonTask = (name: string, ...lines: readonly string[]): string =>
  ['from clearml import Task', '', `task = Task.init(project_name="examples", task_name="${name}")`, ...lines].join('\n')

const firstTask = {
  typescript: typescriptTask('first', "task.logger.scalar('loss', 'train', 0.1, 1)"),
  python: pythonTask('first', 'task.get_logger().report_scalar("loss", "train", 0.1, 1)'),
}

/** What fills each page, in TypeScript or by the command line, and in Python. */
const texts: Readonly<Record<TaughtPage, { readonly typescript?: string; readonly python: string }>> = {
  runs: {
    typescript: 'npx clearway init my-pipeline && cd my-pipeline && npx clearway run pipeline.ts',
    python: [
      'from clearml import PipelineDecorator',
      '',
      '@PipelineDecorator.component(return_values=["total"])',
      'def add(a, b):',
      '    return a + b',
      '',
      '@PipelineDecorator.pipeline(name="first", project="examples", version="1.0")',
      'def first(a=1, b=2):',
      '    print(add(a, b))',
      '',
      'if __name__ == "__main__":',
      '    PipelineDecorator.run_locally()',
      '    first()',
    ].join('\n'),
  },
  tasks: firstTask,
  compare: firstTask,
  models: {
    typescript: typescriptTask('first model', "await task.outputModel({ name: 'first', file: 'model.bin' })"),
    python: pythonTask('first model', 'OutputModel(task=task, name="first").update_weights("model.bin")').replace(
      'Task\n',
      'OutputModel, Task\n',
    ),
  },
  artifacts: {
    typescript: typescriptTask('first artifact', "await task.uploadArtifact('numbers', { one: 1, two: 2 })"),
    python: pythonTask('first artifact', 'task.upload_artifact("numbers", {"one": 1, "two": 2})'),
  },
  queues: {
    typescript: 'npx clearway queue create gpu',
    python: ['from clearml.backend_api.session.client import APIClient', '', 'APIClient().queues.create(name="gpu")'].join('\n'),
  },
  workers: {
    python: ['pip install clearml-agent', 'clearml-agent daemon --queue default --foreground'].join('\n'),
  },
  schedules: {
    typescript: 'npx clearway schedule create nightly --pipeline NAME --cron "30 2 * * *"',
    python: [
      'from clearml.automation import TaskScheduler',
      '',
      'scheduler = TaskScheduler()',
      'scheduler.add_task(schedule_task_id="TASK", queue="default", hour=2, minute=30)',
      'scheduler.start()',
    ].join('\n'),
  },
}

export interface Way {
  readonly name: string
  readonly snippets: readonly Snippet[]
}

/** What is typed to fill a page, for those who write TypeScript and for those who write Python: first what connects them to the server. */
export function waysOf(page: TaughtPage, { typescript, python, agent }: ConnectingSnippets): readonly [Way, Way] {
  const { typescript: inTypescript, python: inPython } = texts[page]
  // The snippet of an agent is both: how it is connected and how it is started.
  const own =
    inTypescript === undefined ? [agent] : [typescript, { title: 'What fills this page, by Clearway', says: '', text: inTypescript }]
  return [
    { name: 'In TypeScript', snippets: own },
    { name: 'In Python', snippets: [python, { title: 'What fills this page, in Python', says: '', text: inPython }] },
  ]
}
