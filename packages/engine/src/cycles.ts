import type { Graph } from './graph.ts'

/** One cycle of each strongly connected group of steps: the names along it, the first one repeated at the end. */
export function cyclesOf(graph: Graph): string[][] {
  return strongComponents(graph).flatMap((component) => {
    const cycle = cycleWithin(graph, new Set(component))
    return cycle === undefined ? [] : [cycle]
  })
}

function cycleWithin(graph: Graph, component: ReadonlySet<string>): string[] | undefined {
  const [start] = component
  const at = new Map<string, number>()
  const path: string[] = []
  let name = start
  while (name !== undefined && !at.has(name)) {
    at.set(name, path.length)
    path.push(name)
    name = graph.children.get(name)?.find((child) => component.has(child))
  }
  return name === undefined ? undefined : [...path.slice(at.get(name)), name]
}

/** The strongly connected components, by Tarjan's algorithm; iterative, because a chain of 10,000 steps would exhaust the call stack. */
function strongComponents(graph: Graph): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const components: string[][] = []
  const lower = (name: string, to: number): void => void low.set(name, Math.min(low.get(name) ?? to, to))

  for (const root of graph.children.keys()) {
    if (index.has(root)) continue
    const calls: { name: string; next: number }[] = [{ name: root, next: 0 }]
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const { name } = call
      if (call.next === 0 && !index.has(name)) {
        index.set(name, index.size)
        lower(name, index.size - 1)
        open.push(name)
        isOpen.add(name)
      }
      const child = graph.children.get(name)?.[call.next]
      if (child !== undefined) {
        call.next += 1
        if (!index.has(child)) calls.push({ name: child, next: 0 })
        else if (isOpen.has(child)) lower(name, index.get(child) ?? 0)
        continue
      }
      calls.pop()
      const caller = calls.at(-1)
      if (caller !== undefined) lower(caller.name, low.get(name) ?? 0)
      if (low.get(name) !== index.get(name)) continue
      const component = open.splice(open.lastIndexOf(name))
      for (const member of component) isOpen.delete(member)
      components.push(component)
    }
  }
  return components
}
