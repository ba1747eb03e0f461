/** The schema of a document, as far as it says which parts must be there. */
export interface Shape {
  readonly properties?: Readonly<Record<string, unknown>>
  readonly required?: readonly string[]
  readonly items?: unknown
  readonly patternProperties?: Readonly<Record<string, unknown>>
}

type Path = readonly string[]

/** The parts that a document must have beside the one at a path, because an object on the way to it requires them. The document itself requires only `id`. */
export function requiredBeside(path: Path, shape: Shape): readonly Path[] {
  return path.flatMap((key, depth) => {
    if (depth === 0) return []
    const above = path.slice(0, depth)
    return (shapeAt(above, shape)?.required ?? []).filter((other) => other !== key).map((other) => [...above, other])
  })
}

/** Whether the object that holds the part at a path requires it. */
export function isRequired(path: Path, shape: Shape): boolean {
  const key = path.at(-1)
  return path.length > 1 && key !== undefined && (shapeAt(path.slice(0, -1), shape)?.required ?? []).includes(key)
}

function shapeAt(path: Path, shape: Shape): Shape | undefined {
  let at: Shape | undefined = shape
  for (const key of path) at = ofItems(below(at, key))
  return at
}

function below(shape: Shape | undefined, key: string): Shape | undefined {
  return (shape?.properties?.[key] ?? Object.values(shape?.patternProperties ?? {})[0]) as Shape | undefined
}

/** Paths pass through lists. */
function ofItems(shape: Shape | undefined): Shape | undefined {
  return shape?.items === undefined ? shape : ofItems(shape.items as Shape)
}
