import { catalogue } from '../../src/faults/catalogue.ts'
import { testOnTheWire } from '../laws/faults-on-the-wire.ts'

testOnTheWire(catalogue, { atEachConnector: true })
