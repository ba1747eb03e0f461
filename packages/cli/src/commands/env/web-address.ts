/** The address of the web page of a server, as ClearML’s clients derive it: port 8080 beside 8008, `app.` beside `api.`, otherwise the server’s own. */
export function webAddress(url: string): string {
  const address = new URL(url)
  if (address.port === '8008') address.port = '8080'
  else if (address.hostname.startsWith('api.')) address.hostname = `app.${address.hostname.slice('api.'.length)}`
  return address.href.replace(/\/+$/, '')
}
