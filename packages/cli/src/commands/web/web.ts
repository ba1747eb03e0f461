import { command } from '../../command.ts'
import { loginLink, minutesOf } from './login-link.ts'

export const web = command({
  details:
    'Prints a link to the web app of the server. It logs the browser in as the user of the key pair, works once, and for a few minutes: whoever opens it first is logged in, so give it to nobody.',
  examples: ['', '--profile work'],
  async run(_, context) {
    const { api, url } = await context.connect()
    return loginLink(api, url)
  },
  show: ({ link, expiresIn }, look) =>
    `${look.paint('cyan', link)}\n${look.paint('dim', `It logs one browser in, in the next ${minutesOf(expiresIn)}.`)}`,
})
