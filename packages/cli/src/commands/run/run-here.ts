import type { RunFault } from '@clearway/contract'
import { visibleText } from '@clearway/contract/visible-text'
import type { Connection } from '@clearway/sdk'
import type { Context, Printed } from '../../command.ts'
import { followRun } from '../../follow/follow-run.ts'
import type { HostRequest } from '../../program-host/messages.ts'
import { ProgramProcess } from '../../program-host/program-process.ts'
import { finish } from './finish.ts'
import { showWarnings } from './show-warnings.ts'

/** Runs a pipeline on this machine, and prints its tree and what its steps print as it goes on. Ctrl-C stops the run. */
export async function runHere(request: HostRequest, connection: Connection, context: Context): Promise<Printed> {
  const { look, printOnStderr } = context
  const begun = Promise.withResolvers<{ readonly id: string; readonly warnings: readonly RunFault[] }>()
  let hasBegun = false
  // Until the tree is drawn, lines go straight to the output.
  let print: (line: string) => void = context.json ? printOnStderr : context.print
  const printOutput = (from: string, text: string): void => {
    for (const line of text.replace(/\n$/, '').split('\n')) print(`${look.paint('cyan', from)} ${look.paint('dim', '│')} ${line}`)
  }
  const program = new ProgramProcess({
    request,
    connection,
    onLine: (line) => printOutput('pipeline', line),
    onProgress: (progress) => {
      if (progress.type === 'started') {
        hasBegun = true
        begun.resolve({ id: progress.run, warnings: progress.warnings })
      } else if (progress.type === 'output') printOutput(visibleText(progress.step), progress.text)
    },
  })
  const stopped = context.stopped()
  const onStop = (): void => {
    // While it waits for a debugger it reads no messages, and there is no run to be stopped.
    if (request.inspect !== undefined && !hasBegun) {
      program.kill()
      begun.reject(stopped.reason)
      return
    }
    print(look.paint('yellow', 'stopping the run and its steps; Ctrl-C again ends them at once'))
    program.stop()
  }
  stopped.addEventListener('abort', onStop, { once: true })
  try {
    const { id, warnings } = await Promise.race([begun.promise, program.answer.then(() => begun.promise)])
    for (const line of showWarnings(warnings, look)) printOnStderr(line)
    const broken = new AbortController()
    program.answer.catch(() => broken.abort())
    const last = await followRun(connection.api, id, { ...context, stopped: () => broken.signal }, (printer) => (print = printer))
    await program.answer
    if (last === undefined) throw new Error('The run was followed to no end.')
    return await finish(connection, last, { context, warnings })
  } finally {
    stopped.removeEventListener('abort', onStop)
  }
}
