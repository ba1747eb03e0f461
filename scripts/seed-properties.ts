import { seed } from '@clearway/testkit/seed'
import fc from 'fast-check'

/** Gives property tests the seed of the run. */
fc.configureGlobal({ seed: seed() })
