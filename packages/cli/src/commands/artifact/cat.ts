import { isUtf8 } from 'node:buffer'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { openUri } from '@clearway/sdk/files'
import { command, Printed } from '../../command.ts'
import { printContent } from '../../download/download.ts'
import { CommandFailed } from '../../failure.ts'
import { findTask } from '../../lookup/find-task.ts'
import { findArtifact } from './find-artifact.ts'

export const cat = command({
  summary: 'Print an artifact.',
  details:
    'In a pipe it is printed byte for byte. On a terminal it has to be text, of which nothing acts on the terminal. With --json it stands in `text`, or in `base64` if it is no text.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.', artifact: 'The artifact’s name.' },
  examples: ['train report', 'train dataset > dataset.csv'],
  async run({ task: given, artifact: name }, context) {
    const connection = await context.connect()
    const { id: task } = await findTask(connection.api, given)
    const { uri, key, type } = await findArtifact(connection.api, task, name)
    if (!context.json && !context.look.isTerminal) return printContent(connection, uri, context)
    const all = await buffer(
      Readable.fromWeb((await openUri(connection, uri, context.stopped())) as Parameters<typeof Readable.fromWeb>[0]),
    )
    const text = isUtf8(all) ? all.toString('utf8') : undefined
    const carried = text === undefined ? { base64: all.toString('base64') } : { text }
    if (context.json) context.print(JSON.stringify({ task, key, type: type ?? '', uri, ...carried }, undefined, 2))
    else if (text === undefined) throw new CommandFailed(`'${name}' is no text. \`clearway artifact get\` copies it into a file.`)
    else context.print(text.replace(/\n$/, ''))
    return new Printed()
  },
})
