import { accountIdOf, roleArn, userArn } from '../../fixture/decide.ts'
import type { PolicyFile } from '../../fixture/fixture.ts'
import { newDocument } from '../edit-document.ts'
import { applyEdits, policyOf } from '../edit-fixture.ts'
import { setElement } from '../edit-statement.ts'
import { freeName } from '../rearrange-fixture.ts'
import type { SetUp } from '../set-up.ts'
import { trustingStatement } from '../trust.ts'

/** The set-up of a vendor whose application runs under a role of its own, whom the role of the connection trusts by `principal`. */
export function underVendorRole(setUp: SetUp, principal: (vendorRole: string, account: string) => string): SetUp | undefined {
  const { fixture, connection } = setUp
  const caller = fixture.users.get(connection.caller)
  const placed = trustingStatement(setUp)
  if (caller === undefined || placed === undefined || connection.callerRoleArn !== undefined) return undefined
  const name = freeName('EtlApp', fixture.roles)
  const folder = fixture.at.file.replace(/[^/]*$/, '')
  const entry = { Effect: 'Allow', Principal: { AWS: userArn(fixture, caller) }, Action: 'sts:AssumeRole' }
  const use = { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: connection.roleArn ?? '' }
  const role = {
    name,
    at: caller.at,
    account: caller.account,
    path: '/',
    trust: newDocument('trust', `${folder}${name}-trust.json`, policyOf([entry])),
    inline: new Map<string, PolicyFile>([['assume', newDocument('inline', `${folder}${name}-assume.json`, policyOf([use]))]]),
    attached: [],
    tags: new Map<string, string>(),
    maxSessionDuration: 3600,
  }
  const arn = roleArn(fixture, role)
  const chained = {
    fixture: { ...fixture, roles: new Map([[name, role], ...fixture.roles]) },
    connection: { ...connection, callerRoleArn: arn },
  }
  return applyEdits(chained, [setElement(placed, 'Principal', { AWS: principal(arn, accountIdOf(fixture, caller.account)) })])
}
