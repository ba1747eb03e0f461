import type { CommandTable } from './command-table.ts'

/** The commands that people type. */
const typed = {
  up: { summary: 'Run everything on this machine: a server and its agents.', load: async () => (await import('./up/up.ts')).up },
  run: { summary: 'Run a pipeline that is written with functions, from its file.', load: async () => (await import('./run/run.ts')).run },
  push: {
    summary: 'Bring a run that was made on this machine to a server.',
    load: async () => (await import('./push/push.ts')).push,
  },
  server: { summary: 'Run a server.', load: async () => (await import('./server/server.ts')).server },
  agent: {
    summary: 'Run an agent, which takes tasks from queues and runs them.',
    load: async () => (await import('./agent/agent.ts')).agent,
  },
  pipeline: {
    summary: 'Pipelines and their runs: list, show, check, logs, diff; start, rerun, retry, resume, pause, stop.',
    verbs: async () => (await import('./pipeline/index.ts')).pipeline,
  },
  task: {
    summary: 'Tasks: list, show, explain, logs, scalars; enqueue, stop; clone, edit, move, archive, reset, delete.',
    verbs: async () => (await import('./task/index.ts')).task,
  },
  artifact: { summary: 'Artifacts of tasks: list, get, cat.', verbs: async () => (await import('./artifact/index.ts')).artifact },
  model: { summary: 'Models: list, get.', verbs: async () => (await import('./model/index.ts')).model },
  project: { summary: 'Projects: list, delete.', verbs: async () => (await import('./project/index.ts')).project },
  queue: {
    summary: 'Queues: list, show, create; move a task in one; pause, resume, clear, delete.',
    verbs: async () => (await import('./queue/index.ts')).queue,
  },
  schedule: {
    summary: 'Schedules, by which the server starts tasks and pipelines: create, list, show, pause, resume, fire, delete.',
    verbs: async () => (await import('./schedule/index.ts')).schedule,
  },
  trigger: {
    summary: 'Triggers, by which one task starts another: create, list, show, pause, resume, delete.',
    verbs: async () => (await import('./trigger/index.ts')).trigger,
  },
  user: { summary: 'Users: list, create, edit, delete; set your own password.', verbs: async () => (await import('./user/index.ts')).user },
  worker: { summary: 'Workers: list; drain an agent, and resume it.', verbs: async () => (await import('./worker/index.ts')).worker },
  web: { summary: 'Print a link to the web app that logs the browser in.', load: async () => (await import('./web/web.ts')).web },
  login: {
    summary: 'Log in to a server, and remember it as a profile.',
    load: async () => (await import('./login/login.ts')).login,
  },
  logout: { summary: 'Delete a profile with its key.', load: async () => (await import('./login/logout.ts')).logout },
  profile: {
    summary: 'The servers that this user is logged in to: list, use.',
    verbs: async () => (await import('./profile/index.ts')).profile,
  },
  env: { summary: 'Print the variables by which Python programs find the server.', load: async () => (await import('./env/env.ts')).env },
  doctor: {
    summary: 'Find queued tasks that can never run, and what helps.',
    load: async () => (await import('./doctor/doctor.ts')).doctor,
  },
  import: {
    summary: 'Bring what another server holds into this one: clearml.',
    verbs: async () => (await import('./import/index.ts')).importFrom,
  },
  init: {
    summary: 'Lay down a project with a pipeline that runs at once; or clearml: write a clearml.conf.',
    load: async () => (await import('./init/init.ts')).init,
    below: async () => ({ clearml: (await import('./init/clearml.ts')).clearml }),
  },
  completion: {
    summary: 'Print the program by which bash, zsh or fish completes commands.',
    load: async () => (await import('./completion/completion.ts')).completion,
  },
  demo: {
    summary: 'Run an example pipeline from start to end, in half a minute.',
    load: async () => (await import('./demo/demo.ts')).demo,
  },
} as const satisfies CommandTable

/** Every command. The file of a command is loaded only when the command is named, because loading the server takes longer than most commands. */
export const commands = {
  ...typed,
  complete: {
    summary: 'Answer the shell’s program of completion.',
    hidden: true,
    load: async () => (await import('./completion/complete.ts')).completeFrom(typed),
  },
} as const satisfies CommandTable
