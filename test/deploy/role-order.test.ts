import { describe, expect, it } from 'vitest'
import { orderRoles } from '../../src/deploy/role-order.ts'
import { fixtureOf, trusting } from './fixture.ts'

const arn = (name: string): string => `arn:aws:iam::111122223333:role/${name}`

/** Roles by name, each with the names of those that it trusts. */
function orderOf(trusts: Readonly<Record<string, readonly string[]>>): { stages: string[][]; circular: string[] } {
  const names = Object.keys(trusts)
  const roles = names.map((name) => `  ${name}: { account: customer, trust: ./${name}.json }\n`)
  const documents = Object.fromEntries(
    Object.entries(trusts).map(([name, trusted]) => [`${name}.json`, trusting(...(trusted.length === 0 ? ['*'] : trusted.map(arn)))]),
  )
  const { stages, circular } = orderRoles(
    fixtureOf(`description: d\naccounts: { customer: "111122223333" }\nroles:\n${roles.join('')}`, documents),
  )
  return { stages: stages.map((stage) => stage.map(({ name }) => name)), circular: circular.map(({ name }) => name) }
}

describe('roles are created', () => {
  it('after the roles that they trust', () => {
    expect(orderOf({ C: ['B'], B: ['A'], A: [], Other: [] })).toEqual({ stages: [['A', 'Other'], ['B'], ['C']], circular: [] })
  })

  it('without their trust first when they trust themselves or each other', () => {
    expect(orderOf({ A: [], Self: ['Self'], X: ['Y', 'A'], Y: ['X'], Last: ['X'] })).toEqual({
      stages: [['A']],
      circular: ['Self', 'X', 'Y', 'Last'],
    })
  })
})
