import { readFile } from 'node:fs/promises'

/** The text of a table, from a path or an address. */
export async function readDataset(place: string): Promise<string> {
  if (!/^https?:/.test(place)) return readFile(place, 'utf8')
  const answer = await fetch(place)
  if (!answer.ok) throw new Error(`${place} cannot be read: the server answered ${answer.status}.`)
  return answer.text()
}
