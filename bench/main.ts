import { parseArgs } from 'node:util'
import { claims } from './claims.ts'
import { dag } from './dag.ts'
import { listing } from './listing.ts'
import type { Figure, Measure } from './measure.ts'
import { peers } from './peers/peers.ts'
import { projectPages } from './projects.ts'
import { runs } from './runs.ts'
import { scalars } from './scalars.ts'
import { serverStart } from './server-start.ts'
import { stall } from './stall.ts'
import { steps } from './steps.ts'
import { stop } from './stop.ts'
import { web } from './web.ts'

/**
 * `npm run bench [-- NAME …] [--json]` prints a line for each figure, with its budget and the figure of the bare machine. `peers`, which installs other
 * systems, is measured by its name alone.
 */
const { values, positionals } = parseArgs({ options: { json: { type: 'boolean', default: false } }, allowPositionals: true })
const measures: readonly Measure[] = [serverStart, steps, runs, claims, scalars, listing, projectPages, dag, stall, stop, web]
const chosen = positionals.length === 0 ? measures : [...measures, peers].filter(({ name }) => positionals.includes(name))
if (chosen.length === 0) throw new Error(`There is no measure of that name: ${[...measures, peers].map(({ name }) => name).join(', ')}`)

const figures: Figure[] = []
for (const measure of chosen) {
  for (const figure of await measure.run()) {
    figures.push(figure)
    if (!values.json) console.log(line(figure))
  }
}
if (values.json) console.log(JSON.stringify(figures, null, 2))

function line({ name, value, unit, budget, atLeast, raw }: Figure): string {
  const holds = budget === undefined ? ' ' : (atLeast === true ? value >= budget : value <= budget) ? '✓' : '✗'
  const beside = budget === undefined ? '' : `budget ${atLeast === true ? '≥' : '≤'} ${round(budget)} ${unit}`
  const ratio = raw === undefined ? '' : `${raw.name}: ${round(raw.value)} ${unit} (× ${round(value / raw.value)})`
  return `${holds} ${name.padEnd(58)} ${`${round(value)} ${unit}`.padStart(16)}   ${beside.padEnd(26)} ${ratio}`.trimEnd()
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
}
