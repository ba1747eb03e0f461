import type { StepView } from '@clearway/contract'

type Step = Pick<StepView, 'name' | 'parents' | 'stage' | 'function' | 'group'>

/** Steps that can be shown as one box: those that a mapped step became or that call one function alike, or those of a stage. */
export interface StepGroup {
  /** Its name in the address: that of the mapped step, of the first call of the function, or of the stage. */
  readonly key: string
  readonly kind: 'map' | 'stage'
  readonly label: string
  /** The indexes of its steps, in their order. */
  readonly members: readonly number[]
}

/** The groups of a run, those of maps first. A step is of one map and of one stage at most, and calls of a function that are alike are of one stage. */
export function groupsOf(steps: readonly Step[]): StepGroup[] {
  const alike = classesOf(steps)
  const maps = [...Map.groupBy(steps.keys(), (index) => alike[index] ?? '')].flatMap(([, members]): StepGroup[] => {
    const [first] = members.flatMap((index) => steps[index] ?? [])
    if (first === undefined) return []
    if (first.group !== undefined) return [{ key: first.group, kind: 'map', label: first.group, members }]
    return first.function === undefined || members.length < 2 ? [] : [{ key: first.name, kind: 'map', label: first.function, members }]
  })
  const stages = [...Map.groupBy(steps.keys(), (index) => steps[index]?.stage)].flatMap(([stage, members]): StepGroup[] =>
    stage === undefined || members.length < 2 ? [] : [{ key: `stage:${stage}`, kind: 'stage', label: stage, members }],
  )
  return [...maps, ...stages]
}

/**
 * For each step a text that those of its map have as well. Calls of a function are alike if they come after steps that are alike: calls of a chain or a
 * loop, of which each needs the one before, are not, and boxes of steps that are alike never come after each other in a circle.
 */
function classesOf(steps: readonly Step[]): string[] {
  const classes: string[] = []
  const known = new Map<string, number>()
  const ofName = new Map<string, string>()
  for (const { name, parents, stage, function: called, group } of steps) {
    const before = called === undefined || group !== undefined ? [] : parents.map((parent) => ofName.get(parent))
    let text: string
    if (group !== undefined) text = JSON.stringify(['group', group])
    else if (called === undefined || before.includes(undefined)) text = JSON.stringify(['step', name])
    else text = JSON.stringify(['function', called, stage, [...new Set(before)].toSorted((a, b) => Number(a) - Number(b))])
    // Short, since it is a part of the texts of the steps after it.
    if (!known.has(text)) known.set(text, known.size)
    const short = String(known.get(text))
    classes.push(short)
    ofName.set(name, short)
  }
  return classes
}
