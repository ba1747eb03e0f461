import { api } from './client.ts'

/** Takes the ticket out of the address, before anything else runs, so that neither the address line nor the history shows it. */
function takeTicket(): string | undefined {
  const { pathname, search, hash } = window.location
  if (pathname !== '/login' || !hash.startsWith('#ticket=')) return undefined
  window.history.replaceState(null, '', pathname + search)
  return hash.slice('#ticket='.length)
}

async function redeem(ticket: string): Promise<'logged in'> {
  // A browser that is logged in stays so as the same user: a link that somebody sends must not log it in as another.
  const known = await api.users.get_current_user({}).catch(() => undefined)
  if (known === undefined) await api.auth.redeem_ticket({ ticket })
  return 'logged in'
}

const ticket = takeTicket()
/** The login by the ticket of the address with which the page was opened; undefined if it had none. */
export const redeemed: Promise<'logged in'> | undefined = ticket === undefined ? undefined : redeem(ticket)
// The page shows why a ticket was refused.
redeemed?.catch(() => undefined)
