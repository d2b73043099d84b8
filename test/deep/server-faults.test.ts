import { it } from 'vitest'
import { faultsAreMendedOneByOne } from '../laws/server-faults.ts'

it('faults of networks and servers that meet are mended one by one', { timeout: 300_000 }, () => faultsAreMendedOneByOne(2000))
