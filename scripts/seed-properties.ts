import { seed } from '@clearway/testkit/seed'
import fc from 'fast-check'

/** Property tests choose by the seed of the run. */
fc.configureGlobal({ seed: seed() })
