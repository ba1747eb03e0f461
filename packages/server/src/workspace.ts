/** The only company of a server. ClearML's tools expect this id from a server with a single company. */
export const workspace = { id: 'd1bd92a3b039400cbafc60a7a5b1e52b', name: 'clearway' } as const
