import type { Import } from './import.ts'

/** Brings the events of a run, from which its page is made and by which it can go on. Those of the first call replace what was brought before. */
export async function bringRun({ source, target, files }: Import, run: string): Promise<void> {
  for (let after = 0; ;) {
    const { seq, engine_version, events } = await source.read((api) => api.runs.get({ run, after }))
    if (events.length === 0) return
    const rows = await files.rewrite(events.map(({ event }) => event))
    await target.call((api) => api.imports.put({ source: source.id, runs: [{ run, engine_version, after, events: [...rows] }] }))
    after += events.length
    if (after >= seq) return
  }
}
