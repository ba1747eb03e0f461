import { inheritedEnvironment } from '../process/inherited-environment.ts'
import type { Connection } from '../connection.ts'

/** The environment of a step that this process runs: what an agent passes on, and the access to the server that this process has itself. */
export function localEnvironment({ url, filesUrl, credentials }: Connection, task: string, base: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { CLEARML_CONFIG_FILE: config = base['TRAINS_CONFIG_FILE'] } = base
  return {
    ...inheritedEnvironment(base),
    // The user's own settings of storage. An agent writes such a file for each task instead.
    ...(config === undefined ? {} : { CLEARML_CONFIG_FILE: config }),
    CLEARML_TASK_ID: task,
    CLEARML_API_HOST: url,
    CLEARWAY_URL: url,
    CLEARML_WEB_HOST: url,
    CLEARML_FILES_HOST: filesUrl,
    ...accessOf(credentials),
    // This process sends the step's output, and a pipeline among the steps runs its own steps here as well.
    CLEARML_LOG_TASK_TO_BACKEND: '0',
    CLEARML_SIMULATE_REMOTE_TASK: '1',
    CLEARWAY_STEPS_HERE: '1',
    PYTHONUNBUFFERED: '1',
  }
}

/** What must not be seen in a step's log. */
export function localSecrets({ credentials: { credentials, token } }: Connection): readonly string[] {
  return [
    ...(credentials === undefined
      ? []
      : [credentials.secretKey, Buffer.from(`${credentials.accessKey}:${credentials.secretKey}`).toString('base64')]),
    ...(token === undefined ? [] : [token]),
  ]
}

function accessOf({ credentials, token }: Connection['credentials']): NodeJS.ProcessEnv {
  return {
    ...(credentials === undefined ? {} : { CLEARML_API_ACCESS_KEY: credentials.accessKey, CLEARML_API_SECRET_KEY: credentials.secretKey }),
    ...(token === undefined ? {} : { CLEARML_AUTH_TOKEN: token }),
  }
}
