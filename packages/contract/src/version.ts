import manifest from '../package.json' with { type: 'json' }

/** The version of Clearway: all its packages have the same. */
export const version: string = manifest.version
