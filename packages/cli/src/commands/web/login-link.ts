import type { Api } from '@clearway/sdk'

/**
 * An address that logs in the browser that opens it: once, within a few minutes, or within a day if it is for another user. The ticket is behind the `#`,
 * which browsers send to no server, so it reaches no log and no other site.
 */
export async function loginLink(api: Api, url: string, user?: string): Promise<{ readonly link: string; readonly expiresIn: number }> {
  const { ticket, expires_in: expiresIn } = await api.auth.create_ticket(user === undefined ? {} : { user })
  return { link: `${url}/login#ticket=${ticket}`, expiresIn }
}

/** `5 minutes`, `24 hours`. */
export function minutesOf(seconds: number): string {
  if (seconds >= 7200) return `${Math.floor(seconds / 3600)} hours`
  const minutes = Math.max(1, Math.floor(seconds / 60))
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
