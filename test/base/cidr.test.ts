import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Address,
  cidrAround,
  covers,
  encloses,
  formatAddress,
  formatCidr,
  lastOf,
  overlaps,
  parseAddress,
  parseCidr,
} from '../../src/base/cidr.ts'

const anyAddress: fc.Arbitrary<Address> = fc
  .constantFrom('ipv4' as const, 'ipv6' as const)
  .chain((family) => fc.bigInt(0n, lastOf(family)).map((value) => ({ family, value })))
  .filter(({ family, value }) => family === 'ipv4' || value >> 32n !== 0xffffn)

describe('an address', () => {
  it.each([
    ['203.0.113.7', { family: 'ipv4', value: 0xcb007107n }],
    ['0.0.0.0', { family: 'ipv4', value: 0n }],
    ['2001:db8::1', { family: 'ipv6', value: 0x20010db8000000000000000000000001n }],
    ['::', { family: 'ipv6', value: 0n }],
  ])('reads %s', (text, value) => expect(parseAddress(text)).toEqual({ ok: true, value }))

  it.each([
    ['10.0.0', 'malformed'],
    ['10.0.0.256', 'malformed'],
    ['010.0.0.1', 'malformed'],
    ['0x0a.0.0.1', 'malformed'],
    ['167772161', 'malformed'],
    [' 10.0.0.1', 'malformed'],
    ['2001:db8:::1', 'malformed'],
    ['', 'malformed'],
    ['fe80::1%eth0', 'zone'],
    ['::ffff:10.0.0.1', 'ipv4Mapped'],
    ['::ffff:a00:1', 'ipv4Mapped'],
  ])('refuses %s as %s', (text, error) => expect(parseAddress(text)).toEqual({ ok: false, error }))

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        expect(parseAddress(formatAddress(address))).toEqual({ ok: true, value: address })
      }),
    )
  })
})

describe('a CIDR block', () => {
  it('drops bits behind the prefix and says so', () => {
    const parsed = parseCidr('100.68.0.18/18')
    expect(parsed.ok && [formatCidr(parsed.value.cidr), parsed.value.hostBits]).toEqual(['100.68.0.0/18', true])
  })

  it.each([
    ['10.0.0.0', 'prefixMissing'],
    ['10.0.0.0/33', 'prefixMalformed'],
    ['10.0.0.0/08', 'prefixMalformed'],
    ['10.0.0.0/', 'prefixMalformed'],
    ['10.0.0.0/8/8', 'prefixMalformed'],
    ['10.0.0.0/255.0.0.0', 'prefixMalformed'],
    ['::/129', 'prefixMalformed'],
    ['::ffff:10.0.0.0/104', 'ipv4Mapped'],
    ['ten/8', 'malformed'],
  ])('refuses %s as %s', (text, error) => expect(parseCidr(text)).toEqual({ ok: false, error }))

  it('covers exactly the addresses with its prefix', () => {
    fc.assert(
      fc.property(anyAddress, anyAddress, fc.nat(32), (address, other, prefixLength) => {
        const shift = BigInt((address.family === 'ipv4' ? 32 : 128) - prefixLength)
        const samePrefix = other.family === address.family && other.value >> shift === address.value >> shift
        expect(covers(cidrAround(address, prefixLength), other)).toBe(samePrefix)
      }),
    )
  })

  it('overlaps another exactly when one encloses the other', () => {
    fc.assert(
      fc.property(anyAddress, anyAddress, fc.nat(8), fc.nat(32), (a, b, i, j) => {
        const [one, other] = [cidrAround(a, i), cidrAround(b, j)]
        expect(overlaps(one, other)).toBe(encloses(one, other) || encloses(other, one))
      }),
    )
  })
})
