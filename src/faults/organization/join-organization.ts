import type { Fixture, Guardrails, PolicyFile } from '../../fixture/fixture.ts'
import type { JsonValue } from '../edit.ts'
import { newDocument } from '../edit-document.ts'
import { policyOf } from '../edit-fixture.ts'
import { freeAccountId, freeName } from '../rearrange-fixture.ts'

/** A policy of an organization, as an administrator writes it. */
export interface OrganizationPolicy {
  readonly kind: 'scp' | 'rcp'
  readonly name: string
  readonly statement: JsonValue
  /** Whether it stands alone, without the policy that allows everything. */
  readonly alone?: boolean
}

/** Puts an account into an organization that attaches one policy to it; undefined where the fixture has organizations of its own. */
export function joinOrganization(fixture: Fixture, account: string, policy: OrganizationPolicy): Fixture | undefined {
  if (fixture.organizations !== undefined) return undefined
  const management = freeName('management', fixture.accounts)
  const folder = fixture.at.file.slice(0, fixture.at.file.lastIndexOf('/') + 1)
  const file = newDocument(policy.kind, `${folder}${policy.name}.json`, policyOf([policy.statement]))
  const nothing: Guardrails = { scps: new Map<string, PolicyFile>(), rcps: new Map<string, PolicyFile>(), fullAWSAccess: true }
  const attached = new Map([[policy.name, file]])
  const own = { ...nothing, ...(policy.kind === 'scp' ? { scps: attached } : { rcps: attached }), fullAWSAccess: policy.alone !== true }
  const { at } = fixture
  return {
    ...fixture,
    accounts: new Map([...fixture.accounts, [management, { name: management, id: freeAccountId(fixture), at }]]),
    organizations: new Map([
      [
        'company',
        { name: 'company', at, management, root: nothing, units: new Map(), members: new Map([[account, { name: account, at, ...own }]]) },
      ],
    ]),
  }
}
