import * as fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { expect, it } from 'vitest'
import { parseIpv4 } from '../../src/base/ipv4.ts'

const part = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '00', '01', '255', '256', '0x1', '-1', ' 1', '1e1'))
const text = fc.oneof(
  fc.array(part, { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.')),
  fc.array(fc.nat(255).map(String), { minLength: 4, maxLength: 4 }).map((parts) => parts.join('.')),
)

it('an IPv4 address is what ipaddr.js takes for four decimal parts', () => {
  fc.assert(
    fc.property(text, (address) => {
      const expected = ipaddr.IPv4.isValidFourPartDecimal(address)
        ? ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0)
        : undefined
      expect(parseIpv4(address), address).toBe(expected)
    }),
  )
})
