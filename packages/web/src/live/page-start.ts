import type { StreamStart } from './stream.ts'

const given = document.querySelector<HTMLMetaElement>('meta[name=changes-after]')?.content ?? ''

/** Since when the page reads: from before its first reading, and from after the server wrote the position of its change stream into it. */
export const pageStart: StreamStart = { began: Date.now(), after: /^\d/.test(given) ? given : undefined }
