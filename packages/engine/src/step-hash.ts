import type { Json } from './json.ts'
import { pythonJson } from './python-json.ts'

/** Everything that a step's result depends on. */
export interface StepIdentity {
  /** ClearML's script document, whose `requirements` are ignored because agents rewrite them. */
  readonly script: Readonly<Record<string, Json>>
  /** Without references, keyed `Section/name`; those of section `kwargs_artifacts` hold the artifact's hash. */
  readonly parameters: Readonly<Record<string, string>>
  readonly configurations: Readonly<Record<string, Json>>
  /** ClearML's container document, whose image is ignored: only an explicit `image` counts. */
  readonly container?: Readonly<Record<string, Json>>
  readonly image?: string
}

/** An identity under the names that ClearML's hash gives its parts. */
interface HashedDocument {
  readonly script: Json
  readonly hyper_params: Json
  readonly configs: Json
  readonly docker?: Json
}

/** The canonical text of a step; undefined if its code is not pinned to a commit or tag, so that equal texts would not mean equal code. */
export function identityText(identity: StepIdentity): string | undefined {
  const { repository, version_num: commit, tag } = identity.script
  if (isGiven(repository) && !isGiven(commit) && !isGiven(tag)) return undefined
  return pythonJson({ ...hashedDocument(identity) })
}

/** The hash that is stored as `runtime.pipeline_job_hash`; with md5 as the digest it equals ClearML's. */
export function stepHash<Digest>(identity: StepIdentity, digest: (text: string) => Digest): Digest | undefined {
  const text = identityText(identity)
  return text === undefined ? undefined : digest(`1337${text}`)
}

function hashedDocument({ script, parameters, configurations, container, image }: StepIdentity): HashedDocument {
  const { requirements: _, ...code } = script
  const { image: _image, ...rest } = container ?? {}
  const docker = image === undefined || image === '' ? rest : { ...rest, image }
  const document = { script: code, hyper_params: parameters, configs: configurations }
  return Object.keys(docker).length === 0 ? document : { ...document, docker }
}

function isGiven(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== ''
}
