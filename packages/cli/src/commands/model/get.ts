import { command } from '../../command.ts'
import { download, printContent } from '../../download/download.ts'
import { CommandFailed } from '../../failure.ts'
import { findModel } from '../../lookup/find-model.ts'
import { flag, text } from '../../option.ts'
import { bytes } from '../../show/bytes.ts'

export const get = command({
  summary: 'Copy a model’s weights into a file.',
  args: { model: 'Its name (the newest of that name), its id, or the beginning of its id.' },
  options: {
    output: text('The file, or a folder that is there. `-` prints it, byte for byte. Default: the model’s own file name, here.', 'PATH'),
    force: flag('Replace a file that is there already.'),
  },
  examples: ['iris.json', '0199f1c2 --output models/'],
  async run({ model: given, output, force }, context) {
    const connection = await context.connect()
    const { id } = await findModel(connection.api, given)
    const { uri = '' } = (await connection.api.models.get_by_id({ model: id })).model
    if (uri === '') throw new CommandFailed(`The model ${id} has no file.`)
    if (output === '-') return printContent(connection, uri, context)
    return { model: id, ...(await download(connection, { uri, output, replace: force }, context)) }
  },
  show: ({ file, bytes: size }, look) => `${look.paint('green', '✓')} ${file}  ${look.paint('dim', bytes(size))}`,
})
