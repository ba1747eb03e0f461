import { command } from '../../command.ts'
import { readOwnPasswords } from './read-password.ts'

export const password = command({
  summary: 'Set your own password: asked for on the terminal, or two lines of standard input, of which the first is the current one.',
  examples: ['', '< passwords.txt'],
  async run(_, context) {
    const { current, password: next } = await readOwnPasswords()
    const { api } = await context.connect()
    const { user } = await api.users.get_current_user({})
    await api.auth.set_password({ password: next, ...(current === '' ? {} : { current }) })
    return { user: user.id, name: user.name }
  },
  show: ({ name }, look) => `${look.paint('green', '✓')} Set the password of ${name}.`,
})
