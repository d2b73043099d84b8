import * as fc from 'fast-check'
import { catalogue } from '../../src/faults/catalogue.ts'
import { testOnTheWire } from './faults-on-the-wire.ts'

// Each is a deployment or two: every fifth, another fifth by another seed. `test:deep` takes them all, and so do the shipped scenarios.
const { seed = 0 } = fc.readConfigureGlobal()
testOnTheWire(catalogue.filter((_, index) => index % 5 === Math.abs(seed) % 5))
