import { command } from '../../command.ts'
import { confirm, yesFlag } from '../../confirm.ts'
import { findUser } from '../../lookup/find-user.ts'

export const deleteUser = command({
  summary: 'Delete a user: keys and sessions end at once; what the user made stays, under the name.',
  args: { user: 'The name, the id, or the beginning of the id.' },
  options: yesFlag,
  examples: ['Ana', 'Ana --yes'],
  async run({ user: given, yes }, context) {
    const { api } = await context.connect()
    const { id: user, name } = await findUser(api, given)
    await confirm(context, `Delete the user ${name}, whose keys and sessions end at once`, yes)
    await api.users.delete({ user })
    return { user, name }
  },
  show: ({ name }, look) => `${look.paint('green', '✓')} Deleted ${name}.`,
})
