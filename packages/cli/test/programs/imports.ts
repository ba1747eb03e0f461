import { pipeline } from '@clearway/sdk'
import { absent, strayed as renamed } from './imported-steps.ts'

/** A pipeline whose steps are defined in another file, and one that runs it as a step. */
const imports = pipeline('imports', {}, async () => (await renamed()) + (await absent()))
export default imports
export const outer = pipeline('outer', {}, () => imports())
