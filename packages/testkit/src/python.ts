import { join } from 'node:path'
import { pythonEnvironment } from './python-environment.ts'

/** The published packages that Clearway must serve unchanged. */
export const pinnedClients = { clearml: '2.1.12', 'clearml-agent': '3.0.3' } as const

// `pkg_resources`, which clearml-agent imports, is gone from later ones.
const besides = ['setuptools==80.9.0', 'virtualenv==20.35.4'] as const

// What programs of the tests report, draw, train and search with.
const ofPrograms = [
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

let ready: Promise<PythonClients> | undefined

/** A Python environment with the pinned clients, made at the first use on this machine and shared by all test processes. */
export function pythonClients(): Promise<PythonClients> {
  ready ??= prepare()
  return ready
}

async function prepare(): Promise<PythonClients> {
  const clients = Object.entries(pinnedClients).map(([name, version]) => `${name}==${version}`)
  const bin = await pythonEnvironment([...clients, ...besides, ...ofPrograms])
  return { bin, python: join(bin, 'python'), agent: join(bin, 'clearml-agent') }
}
