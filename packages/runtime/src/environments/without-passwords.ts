/** A text for logs: users and passwords are cut out of the addresses in it. */
export function withoutPasswords(text: string): string {
  return text.replaceAll(/(?<=:\/\/)[^/\s]*@/g, '')
}
