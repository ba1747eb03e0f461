import { globSync, readFileSync } from 'node:fs'
import { type Action, contract } from '@clearway/contract'
import { pinnedClients } from '@clearway/testkit'
import { declaredFlows, flowPrograms, needsAgent, onStockAgent } from '../../tests/clients/flows/declared-flows.ts'
import { page, table } from '../reference-page.ts'
import { clearmlActions } from './clearml-actions.ts'
import { alwaysRefused, differences, notThere } from './differences.ts'
import { examples, examplesRunWith } from './examples.ts'

const root = new URL('../../', import.meta.url)

const examplesPreface = [
  `Run by hand with ${examplesRunWith} against \`clearway up\`, each once: its exit code, the status of its tasks and what they had reported, stored and registered were looked at.`,
  'The programs are the files of ClearML’s repository with nothing changed: copies of several dates, of each the newest that was to be had with this clearml, whose lengths were compared with those of the originals.',
  'Where they fetch data from the internet, files of our own lay where their libraries look first, or a server of our own answered. The libraries were of the time of the programs: numpy 1.26, pandas 2.2, scikit-learn 1.5, LightGBM 4.3, Bokeh 2.4.',
  'Apart from what the rows say, none printed a warning or an error about the server. The programs are not in this repository, so these rows are no tests.',
].join(' ')

/** `docs/compatibility.md`: the flows of ClearML's Python packages that the tests run, and the state of each action of its API. */
export function compatibilityPage(): string {
  const versions = Object.entries(pinnedClients)
    .map(([name, version]) => `${name} ${version}`)
    .join(' and ')
  return page('Compatibility with ClearML', [
    `What ClearML’s own programs do against Clearway, and what its API answers. The programs are ${versions} from PyPI, unmodified. A row of the first two tables is a test: it passes, or this page cannot be published.`,
    `## Flows\n\n${flowsTable()}`,
    `## Further tests with these programs\n\n${testsTable()}`,
    `## ClearML’s own examples\n\n${examplesPreface}\n\n${examplesTable()}`,
    `## Actions\n\n${summary()}\n\n${actionsTable()}`,
  ])
}

function flowsTable(): string {
  const rows = flowPrograms.flatMap((program) =>
    declaredFlows(program).map(({ name, subject, shows, differs }) => {
      const onStock = Object.entries(onStockAgent).some(([of, flow]) => of === program && flow === name)
      const agents = !needsAgent(program, name) ? 'none needed' : onStock ? 'ours, and ClearML’s' : 'ours'
      return [subject, shows, agents, 'passes', differs || 'nothing']
    }),
  )
  return table(['Part', 'What is run', 'Agents', 'Outcome', 'What differs from its documentation, and why'], rows)
}

function testsTable(): string {
  const files = globSync('tests/clients/**/*.test.ts', { cwd: root }).toSorted()
  const rows = files.flatMap((file) => {
    const text = readFileSync(new URL(file, root), 'utf8')
    return [...text.matchAll(/^test\(\s*(['"`])(.+?)\1,/gm)].map(([, , title = '']) => [title, 'passes', `\`${file}\``])
  })
  return table(['What is shown', 'Outcome', 'Test'], rows)
}

function examplesTable(): string {
  const rows = examples.map(({ folder, names, outcome, note }) => [
    folder,
    names.map((name) => `\`${name}\``).join(', ') || 'all',
    outcome,
    note,
  ])
  return table(['Folder of `examples`', 'Programs', 'Outcome', 'What it was given, or why it fails or was not run'], rows)
}

type State = 'answered' | 'refused' | 'not there'

interface Row {
  readonly action: string
  readonly state: State
  readonly text: string
  readonly why: string
}

function actionRows(): readonly Row[] {
  return Object.entries(clearmlActions).flatMap(([service, names]) => names.map((name) => rowOf(service, name)))
}

function rowOf(service: string, name: string): Row {
  const action = `${service}.${name}`
  const services: Readonly<Record<string, Readonly<Record<string, Action>>>> = contract
  const ours = services[service]?.[name]
  if (ours === undefined) {
    const why = notThere[action] ?? notThere[service]
    if (why === undefined) throw new Error(`${action} is not in the contract: say why in scripts/compatibility/differences.ts.`)
    return { action, state: 'not there', text: 'not there', why }
  }
  const refusal = alwaysRefused.find((code) => ours.errors.length === 1 && ours.errors[0] === code)
  const why = differences[action] ?? 'nothing known'
  return refusal === undefined
    ? { action, state: 'answered', text: 'answered', why }
    : { action, state: 'refused', text: `refused: \`${refusal}\``, why: 'What it would set does not exist here.' }
}

function summary(): string {
  const rows = actionRows()
  const count = (state: State): number => rows.filter((row) => row.state === state).length
  return `ClearML’s API 2.34 has ${rows.length} actions. ${count('answered')} are answered, ${count('refused')} are refused by a named error; ${count('not there')} not there: 404 with the error \`no_such_action\`. Each is called by the flows *Actions* above, by clearml’s \`APIClient\` where that has it, over data, and what it did is looked at; the answers are held against the schemas that clearml brings along. Where these say otherwise than ClearML’s server (\`UNREAD\` in \`tests/clients/flows/actions_of.py\`), the server counts. The reasons at length are in [this decision](decisions/0011-where-clearmls-api-is-answered-differently.md).`
}

function actionsTable(): string {
  const rows = actionRows().map(({ action, text, why }) => [`\`${action}\``, text, why])
  return table(['Action', 'Here', 'What differs, and why'], rows)
}
