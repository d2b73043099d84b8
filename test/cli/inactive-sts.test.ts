import { describe, expect, it } from 'vitest'
import { askOne } from '../../src/cli/explain/explain-questions.ts'
import { inactiveSts, isSwitchedOff, renderInactiveSts } from '../../src/cli/explain/inactive-sts.ts'
import { parseFixture } from '../../src/fixture/parse-fixture.ts'

const policy = (...statements: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement: statements })
const texts: Readonly<Record<string, string>> = {
  './trust.json': policy({ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' }),
  './assume.json': policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }),
}
const text = `description: x
accounts: { vendor: "444455556666", customer: { id: "111122223333", stsInactiveRegions: [eu-west-1] } }
users: { app: { account: vendor, policies: { assume: ./assume.json } } }
roles: { Reader: { account: customer, trust: ./trust.json, policies: {} } }
`

function explained(context: Readonly<Record<string, string>>) {
  const fixture = parseFixture(text, {
    name: 'x',
    file: 'fixture.yaml',
    readFile: (path) => ({ found: true, file: path, text: texts[path] ?? '' }),
  })
  if (!fixture.ok) throw new Error(JSON.stringify(fixture.error))
  const asked = { as: 'app', action: 'sts:AssumeRole', resource: 'arn:aws:iam::111122223333:role/Reader', context }
  const sts = inactiveSts(askOne(fixture.value, asked, new Date(0)), fixture.value)
  return sts === undefined ? undefined : { isOff: isSwitchedOff(sts), says: renderInactiveSts(sts) }
}

describe('a request to use a role of an account with STS switched off in a region', () => {
  it('is refused there, whatever the policies say, with the line of the account', () => {
    const off = explained({ 'aws:requestedregion': 'eu-west-1' })
    expect(off?.isOff).toBe(true)
    expect(off?.says).toContain('fixture.yaml:2:')
    expect(off?.says).toContain('RegionDisabledException, whatever the policies say')
  })

  it('is not refused elsewhere, and is told to depend on it where nothing says the region', () => {
    expect(explained({ 'aws:requestedregion': 'us-east-1' })).toEqual({ isOff: false, says: undefined })
    expect(explained({})?.says).toContain('say where with --context aws:RequestedRegion=REGION')
  })
})
