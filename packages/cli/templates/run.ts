import { readFile } from 'node:fs/promises'
import line from './pipeline.ts'

// Everything runs on this machine, and is recorded on the server. With --agents the run is handed to the agents of `clearway up`.
const local = !process.argv.includes('--agents')
const program = await readFile(new URL('./steps/fit.py', import.meta.url), 'utf8')
const run = await line.run({ count: 100, program }, local ? { local } : {})
console.log(await run.result())
