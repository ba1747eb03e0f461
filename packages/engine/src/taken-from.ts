import { stepReferences } from './graph.ts'
import type { ReferringFields } from './graph.ts'
import { artifactProperties } from './reference.ts'
import type { StepPath } from './reference.ts'

/**
 * What a step takes from each of its parents, by the names of artifacts, parameters and so on, each once. A parent that it takes nothing from, because
 * the step only comes after it, is absent. All parents are given, those that references imply included: their names decide where a name that holds dots ends.
 */
export function takenFrom(step: ReferringFields, parents: readonly string[]): Map<string, string[]> {
  const known = new Set(parents)
  const taken = new Map<string, string[]>()
  for (const { field, reference } of stepReferences(step, { hasStep: (name) => known.has(name), hasParameter: () => false })) {
    if (reference.kind !== 'step' || !known.has(reference.step)) continue
    const name = artifactBehind(step, field, reference.raw) ?? nameOf(reference.path)
    const names = taken.get(reference.step)
    if (names === undefined) taken.set(reference.step, [name])
    else if (!names.includes(name)) names.push(name)
  }
  return taken
}

const artifactInput = 'parameters.kwargs_artifacts/'

/** The artifact that a function step of a Python pipeline takes: such a parameter holds `${load.id}.rows`, and the step's program reads the artifact itself. */
function artifactBehind({ parameters }: ReferringFields, field: string, raw: string): string | undefined {
  if (!field.startsWith(artifactInput)) return undefined
  const value = parameters[field.slice('parameters.'.length)]
  const start = `${raw}.`
  return typeof value === 'string' && value.startsWith(start) && value.length > start.length ? value.slice(start.length) : undefined
}

function nameOf(path: StepPath): string {
  switch (path.of) {
    case 'id':
      return 'id'
    case 'parameters':
      return path.name
    case 'artifacts':
      return artifactName(path.segments)
    case 'models':
      return `${path.side} model ${path.which}`
    case 'property':
      return path.path.join('.')
  }
}

const properties: ReadonlySet<string> = new Set(artifactProperties)

/** The longest name that leaves a property, as where a reference is resolved; below `metadata` any words follow. */
function artifactName(segments: readonly string[]): string {
  const last = segments.length - 1
  const end = properties.has(segments[last] ?? '') ? last : segments.lastIndexOf('metadata')
  return segments.slice(0, end).join('.')
}
