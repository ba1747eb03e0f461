import { sameJson } from './json.ts'
import type { Json } from './json.ts'
import { pythonJson } from './python-json.ts'

/** What a step is made of, as far as its result depends on it. */
export interface StepIdentity {
  /** ClearML's script document; `requirements` counts for nothing, because agents rewrite it. */
  readonly script: Readonly<Record<string, Json>>
  /** Resolved, keyed `Section/name`; those of section `kwargs_artifacts` hold the artifact's hash. */
  readonly parameters: Readonly<Record<string, string>>
  readonly configurations: Readonly<Record<string, Json>>
  /** ClearML's container document; its image counts only where `image` was given explicitly. */
  readonly container?: Readonly<Record<string, Json>>
  readonly image?: string
}

/** The parts of an identity under the names that ClearML gives them, in the order in which a difference is looked for. */
type Parts = { readonly script: Json; readonly hyper_params: Json; readonly configs: Json; readonly docker?: Json }

/** The canonical text of a step; `undefined` if its code is not pinned to a commit or tag, and so can never be found again. */
export function identityText(identity: StepIdentity): string | undefined {
  const { repository, version_num: commit, tag } = identity.script
  if (isGiven(repository) && !isGiven(commit) && !isGiven(tag)) return undefined
  return pythonJson(partsOf(identity))
}

/** The hash that is stored as `runtime.pipeline_job_hash`; with md5 as the digest it equals ClearML's. */
export function stepHash<Digest>(identity: StepIdentity, digest: (text: string) => Digest): Digest | undefined {
  const text = identityText(identity)
  return text === undefined ? undefined : digest(`1337${text}`)
}

/** Where two steps first differ. */
export interface Difference {
  /** Dotted, such as `hyper_params.Args/epochs`. */
  readonly path: string
  readonly left: Json | undefined
  readonly right: Json | undefined
}

/** The first difference between two steps, which is why the result of one was not reused for the other; `undefined` if they are the same. */
export function firstDifference(left: StepIdentity, right: StepIdentity): Difference | undefined {
  return compare('', partsOf(left), partsOf(right))
}

function partsOf({ script, parameters, configurations, container, image }: StepIdentity): Parts {
  const { requirements: _, ...code } = script
  const { image: _image, ...rest } = container ?? {}
  const docker = image === undefined || image === '' ? rest : { ...rest, image }
  const parts = { script: code, hyper_params: parameters, configs: configurations }
  return Object.keys(docker).length === 0 ? parts : { ...parts, docker }
}

function compare(path: string, left: Json | undefined, right: Json | undefined): Difference | undefined {
  if (sameJson(left, right)) return undefined
  if (!isRecord(left) || !isRecord(right)) return { path, left, right }
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = compare(path === '' ? key : `${path}.${key}`, own(left, key), own(right, key))
    if (found !== undefined) return found
  }
  return { path, left, right }
}

function own(record: Readonly<Record<string, Json>>, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== ''
}
