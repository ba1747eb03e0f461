import { roles } from '@clearway/contract/access'
import { command } from '../../command.ts'
import type { Look } from '../../look.ts'
import { choice, text } from '../../option.ts'
import { loginLink, minutesOf } from '../web/login-link.ts'
import { passwordFlag, readPassword } from './read-password.ts'

interface Link {
  readonly link?: string
  readonly expiresIn?: number
}

export const create = command({
  summary: 'Add a user, and print a link that logs the user in once, or set a password.',
  args: { name: 'The name, by which a user with a password logs in.' },
  options: {
    role: choice('What the user may do. Default: user.', roles),
    email: text('The address of the user.', 'ADDRESS'),
    ...passwordFlag,
  },
  examples: ['Ana', 'Ana --role viewer --email ana@example.org', 'Ana --password < password.txt'],
  async run({ name, role, email, password }, context) {
    const secret = password ? { password: await readPassword() } : {}
    const { api, url } = await context.connect()
    const fields = { name, ...(role === undefined ? {} : { role }), ...(email === undefined ? {} : { email }) }
    const { id } = await api.auth.create_user({ ...fields, ...secret })
    return { id, ...fields, ...(password ? {} : await loginLink(api, url, id)) }
  },
  show: ({ id, name, ...made }, look) => `${look.paint('green', '✓')} Added ${name}.  ${look.paint('dim', id)}${showLink(made, look)}`,
})

/** The lines that show a link for somebody else; none without one. */
export function showLink({ link, expiresIn }: Link, look: Look): string {
  if (link === undefined || expiresIn === undefined) return ''
  const hint = `Whoever opens it first, in the next ${minutesOf(expiresIn)}, is logged in as this user. It is shown this once.`
  return `\n${look.paint('cyan', link)}\n${look.paint('dim', hint)}`
}
