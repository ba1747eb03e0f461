/** The user in whose name the server itself changes tasks. */
export const serverUser = { id: '__server__', name: 'the server' } as const
