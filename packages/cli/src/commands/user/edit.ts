import { givenOf } from '@clearway/contract/given'
import { roles } from '@clearway/contract/access'
import { command } from '../../command.ts'
import { findUser } from '../../lookup/find-user.ts'
import { choice, flag, text } from '../../option.ts'
import { UsageError } from '../../usage-error.ts'
import { loginLink } from '../web/login-link.ts'
import { showLink } from './create.ts'
import { passwordFlag, readPassword } from './read-password.ts'

export const edit = command({
  summary: 'Change the role, the name, the address or the password of a user, or print a link that logs the user in.',
  args: { user: 'The name, the id, or the beginning of the id.' },
  options: {
    role: choice('What the user may do.', roles),
    name: text('Another name.', 'NAME'),
    email: text('Another address; an empty one removes it.', 'ADDRESS'),
    ...passwordFlag,
    link: flag('Print a link that logs the user in once, within a day.'),
  },
  examples: ['Ana --role admin', 'Ana --password', 'Ana --link'],
  async run({ user: given, role, name, email, password, link }, context) {
    const fields = givenOf({ role, name, email })
    const isEdit = Object.keys(fields).length > 0 || password
    if (!isEdit && !link) throw new UsageError('Give what to change: --role, --name, --email, --password or --link.')
    const secret = password ? { password: await readPassword() } : {}
    const { api, url } = await context.connect()
    const { id: user } = await findUser(api, given)
    if (isEdit) await api.auth.edit_user({ user, ...fields, ...secret })
    return { user, ...fields, ...(link ? await loginLink(api, url, user) : {}) }
  },
  show: ({ user, ...made }, look) => {
    const { link, expiresIn: _, ...changed } = made
    const done = link !== undefined && Object.keys(changed).length === 0 ? 'Made a link.' : 'Changed.'
    return `${look.paint('green', '✓')} ${done}  ${look.paint('dim', user)}${showLink(made, look)}`
  },
})
