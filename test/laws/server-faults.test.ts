import { it } from 'vitest'
import { faultsAreMendedOneByOne } from './server-faults.ts'

it('faults of networks and servers that meet are mended one by one', () => faultsAreMendedOneByOne(40))
