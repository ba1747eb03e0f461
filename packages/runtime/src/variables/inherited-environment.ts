/** Variables that belong to the process that runs a task (an agent, a pipeline, or a task in which one of these runs): its keys first of all. */
const ownOfRunner = [
  /^(CLEARML|TRAINS)_(API_|AUTH_TOKEN|CONFIG_FILE|WEB_HOST|FILES_HOST|TASK_|PROC_MASTER_ID|WORKER_|LOG_TASK_TO_BACKEND|SIMULATE_REMOTE)/,
  /^(CLEARML|TRAINS)_AGENT_/,
  /^CLEARWAY_/,
  // Settings of the package run that started the agent or pipeline: a task's npm and Node would take them for their own.
  /^npm_/,
  /^(NODE_CHANNEL_FD|NODE_UNIQUE_ID)$/,
]

/** The environment of a process that runs tasks, without what is that process's alone. Tasks get it, and the tools of their set-up. */
export function inheritedEnvironment(base: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(base).flatMap(([name, value]) =>
    value === undefined || ownOfRunner.some((own) => own.test(name)) ? [] : [[name, value]],
  )
  return Object.fromEntries(entries) as Record<string, string>
}
