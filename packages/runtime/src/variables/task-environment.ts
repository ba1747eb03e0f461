import { inheritedEnvironment } from './inherited-environment.ts'

export interface TaskIdentity {
  readonly task: string
  readonly attempt: string
  readonly worker: string
  readonly urls: { readonly api: string; readonly web: string; readonly files: string }
  /** The only key of the server that the task's process gets. */
  readonly credentials: TaskCredentials
  /** The generated `clearml.conf`. */
  readonly configFile: string
  /** The folder for its temporary files, which need not exist yet. */
  readonly temporaryFolder: string
  /** The slot's GPUs; none at all for `[]`, and whatever the runner itself sees for `undefined`. */
  readonly gpus: readonly string[] | undefined
}

export type TaskCredentials = { readonly accessKey: string; readonly secretKey: string } | { readonly token: string }

/** The environment of a task's process. ClearML's client finds its task, server and key in it. */
export function taskEnvironment(base: NodeJS.ProcessEnv, identity: TaskIdentity): Record<string, string> {
  const { task, attempt, worker, urls, credentials, configFile, temporaryFolder, gpus } = identity
  return {
    ...inheritedEnvironment(base),
    ...underBothNames({
      TASK_ID: task,
      WORKER_ID: worker,
      CONFIG_FILE: configFile,
      API_HOST: urls.api,
      WEB_HOST: urls.web,
      FILES_HOST: urls.files,
      ...('token' in credentials
        ? { AUTH_TOKEN: credentials.token }
        : { API_ACCESS_KEY: credentials.accessKey, API_SECRET_KEY: credentials.secretKey }),
      // The runner ships the output; the client would send it a second time.
      LOG_TASK_TO_BACKEND: '0',
    }),
    ...gpuVariables(gpus),
    CLEARWAY_URL: urls.api,
    CLEARWAY_ATTEMPT: attempt,
    CLEARWAY_TEMPORARY_FOLDER: temporaryFolder,
    PYTHONUNBUFFERED: '1',
  }
}

function gpuVariables(gpus: readonly string[] | undefined): Record<string, string> {
  if (gpus === undefined) return {}
  const list = gpus.join(',')
  return { CUDA_VISIBLE_DEVICES: list, NVIDIA_VISIBLE_DEVICES: list || 'none', CUDA_DEVICE_ORDER: 'PCI_BUS_ID' }
}

/** ClearML was called Trains, and its client still reads that name. */
function underBothNames(variables: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    ['CLEARML', 'TRAINS'].flatMap((prefix) => Object.entries(variables).map(([name, value]) => [`${prefix}_${name}`, value])),
  )
}
