import { command } from '../../command.ts'
import { download, printContent } from '../../download/download.ts'
import { findTask } from '../../lookup/find-task.ts'
import { flag, text } from '../../option.ts'
import { bytes } from '../../show/bytes.ts'
import { findArtifact } from './find-artifact.ts'

export const get = command({
  summary: 'Copy an artifact into a file.',
  args: { task: 'Its name (the newest of that name), its id, or the beginning of its id.', artifact: 'The artifact’s name.' },
  options: {
    output: text('The file, or a folder that is there. `-` prints it, byte for byte. Default: the artifact’s own file name, here.', 'PATH'),
    force: flag('Replace a file that is there already.'),
  },
  examples: ['train dataset', 'train dataset --output data/'],
  async run({ task: given, artifact: name, output, force }, context) {
    const connection = await context.connect()
    const { id: task } = await findTask(connection.api, given)
    const { uri, content_size: size, hash } = await findArtifact(connection.api, task, name)
    if (output === '-') return printContent(connection, uri, context)
    return download(connection, { uri, output, replace: force, size: size ?? undefined, hash: hash ?? undefined }, context)
  },
  show: ({ file, bytes: size }, look) => `${look.paint('green', '✓')} ${file}  ${look.paint('dim', bytes(size))}`,
})
