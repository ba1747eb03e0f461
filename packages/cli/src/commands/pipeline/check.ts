import { existsSync } from 'node:fs'
import type { RunFault } from '@clearway/contract'
import type { RunCheck } from '@clearway/sdk'
import { command } from '../../command.ts'
import { findRun } from '../../lookup/find-task.ts'
import type { Look } from '../../look.ts'
import { text } from '../../option.ts'
import { programFile } from '../../program-host/program-file.ts'
import { ProgramProcess } from '../../program-host/program-process.ts'
import { showWarnings } from '../run/show-warnings.ts'

interface Checked extends RunCheck {
  /** The name of the pipeline, or of the run. */
  readonly pipeline: string
}

export const check = command({
  summary: 'Find all faults because of which a pipeline could not complete; nothing is started.',
  details:
    'Checks steps, base tasks, files, queues, parameters, and whether live agents take the steps. Exit code 0 if nothing is wrong; warnings are no faults.',
  args: {
    what: 'A .ts or .js file that exports pipelines, or a run: its name (the newest of that name), its id, or the beginning of its id.',
    'parameters...?': 'Of a file: the parameters, as flags.',
  },
  options: {
    pipeline: text('Which one, if the file exports several. Default: its default export.', 'NAME'),
    queue: text('The queue of the pipeline itself. Default: `services`.', 'QUEUE'),
  },
  examples: ['churn.ts', 'churn.ts --rows 300', 'churn'],
  async run({ what: given, parameters, pipeline: name, queue }, context): Promise<Checked> {
    const file = /\.[cm]?[jt]s$/.test(given) || existsSync(given) ? programFile(given) : undefined
    const connection = await context.connect()
    if (file === undefined) {
      const { id, name: found = id } = await findRun(connection.api, given)
      return { pipeline: found, ...(await connection.api.runs.check({ run: id, queue: queue ?? 'services' })) }
    }
    const { answer } = new ProgramProcess({
      request: {
        task: 'check',
        file,
        words: parameters,
        mode: 'queue',
        ...(name === undefined ? {} : { pipeline: name }),
        ...(queue === undefined ? {} : { queue }),
      },
      connection,
      onLine: context.printOnStderr,
    })
    const checked = await answer
    if (checked.type !== 'checked') throw new Error(`The program answered ${checked.type}.`)
    return { pipeline: checked.pipeline, ...checked.check }
  },
  show: showChecked,
  exitCode: ({ errors }) => (errors.length === 0 ? 0 : 1),
})

function showChecked({ pipeline, errors, warnings }: Checked, look: Look): string {
  const faults = errors.flatMap(({ message, cure, command: help }) => [
    `${look.paint('red', '✗')} ${message} ${cure}`,
    ...(help === undefined ? [] : [`  ${look.paint('dim', '$')} ${look.typed(help)}`]),
  ])
  const end = errors.length > 0 ? [] : [`${look.paint('green', '✓')} ${pipeline} can run${conditions(warnings).join('')}.`]
  return [...faults, ...showWarnings(warnings, look), ...end].join('\n')
}

/** What else must be so for the pipeline to run, as the end of a sentence. */
function conditions(warnings: readonly RunFault[]): readonly string[] {
  const steps = [...new Set(warnings.flatMap(({ step, if_called: ifCalled }) => (step !== undefined && ifCalled === true ? [step] : [])))]
  const waits = warnings.some(({ if_called: ifCalled }) => ifCalled !== true)
  return [
    ...(waits ? [', once what it waits for is there'] : []),
    ...(steps.length === 0 ? [] : [`, but fails if it calls ${steps.map((step) => `'${step}'`).join(' or ')}`]),
  ]
}
