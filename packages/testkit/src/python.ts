import { join } from 'node:path'
import { pythonEnvironment } from './python-environment.ts'

/** The published packages that Clearway must serve unchanged. */
export const pinnedClients = { clearml: '2.1.12', 'clearml-agent': '3.0.3' } as const

// `pkg_resources`, which clearml-agent imports, is gone from later ones.
const besides = ['setuptools==80.9.0', 'virtualenv==20.35.4'] as const

// What some programs of the tests report, draw, train and search with.
const ofFrameworks = [
  'click==8.5.1',
  'hydra-core==1.3.8',
  'joblib==1.6.0',
  'matplotlib==3.11.2',
  'optuna==5.0.0',
  'pandas==3.1.1',
  'plotly==7.1.0',
  'scikit-learn==1.9.1',
  'tensorboardX==2.6.5',
] as const

export interface PythonClients {
  readonly python: string
  /** The command `clearml-agent`. */
  readonly agent: string
  /** The folder of both, for a PATH. */
  readonly bin: string
}

/** Environments being made, or made, by whether they have the frameworks. */
const ready = new Map<boolean, Promise<PythonClients>>()

/**
 * A Python environment with the pinned clients, made at the first use on this machine and shared by all test processes. One with the frameworks is apart,
 * because clearml imports pandas and hydra wherever it finds them, which doubles the time of each start of a program.
 */
export function pythonClients({ frameworks = false } = {}): Promise<PythonClients> {
  const made = ready.get(frameworks) ?? prepare(frameworks)
  ready.set(frameworks, made)
  return made
}

async function prepare(frameworks: boolean): Promise<PythonClients> {
  const clients = Object.entries(pinnedClients).map(([name, version]) => `${name}==${version}`)
  const bin = await pythonEnvironment([...clients, ...besides, ...(frameworks ? ofFrameworks : [])])
  return { bin, python: join(bin, 'python'), agent: join(bin, 'clearml-agent') }
}
