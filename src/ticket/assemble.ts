import type { Problem } from '../base/problem.ts'
import type { S3Connection } from '../connectors/connection.ts'
import { asMeant } from '../connectors/input-lint.ts'
import type { SetUp } from '../faults/set-up.ts'
import { assumeStaging } from './assume-staging.ts'
import { buildAccessPoint } from './build-access-point.ts'
import { buildCatalog } from './build-catalog.ts'
import { isClaimed } from './build-identity.ts'
import { buildLimits } from './build-limits.ts'
import { buildOrganization } from './build-organization.ts'
import { buildCaller, buildNamedPrincipals, buildRole } from './build-parties.ts'
import { buildBuckets, buildKey } from './build-resources.ts'
import { catalogSettings } from './catalog-settings.ts'
import type { Given } from './chosen.ts'
import { type ConnectionFacts, findConnection } from './connection-facts.ts'
import { type Assumption, Draft } from './draft.ts'
import { fillPermissions } from './fill-permissions.ts'
import { words } from './guess-policy.ts'
import { sessionTags } from './session-tags.ts'
import type { Ticket, TicketPolicy } from './ticket.ts'
import type { RefusedPolicy, TicketFile } from './ticket-file.ts'

/** The set-up that a ticket is about, as far as it is known; healthy wherever it is not. */
export interface Assembled {
  readonly setUp: SetUp
  readonly facts: ConnectionFacts
  /** The documents that are the customer's own, by their file in the fixture. All others are made up. */
  readonly documents: ReadonlyMap<string, TicketFile>
  readonly assumptions: readonly Assumption[]
  /** Policies that are no part of the replay, and why. */
  readonly unused: readonly Problem[]
  readonly refused: readonly RefusedPolicy[]
}

/** Puts a fixture and a connection together from a ticket. */
export function assemble(ticket: Ticket, given: Given, sourceIp: string | undefined): Assembled {
  const facts = findConnection(ticket, given)
  const typed = { ...connectionOf(facts), ...catalogSettings(ticket), ...sessionTags(ticket) }
  const draft = new Draft(ticket, facts, asMeant(typed))
  if (typed.sessionTags !== undefined)
    draft.assume(
      `the connection puts the tag \`${typed.sessionTags}\` on its session`,
      'AWS refused its tags, and a policy here decides it',
    )
  const caller = buildCaller(draft)
  if (draft.connection.roleArn !== undefined) buildRole(draft, draft.connection.roleArn, caller)
  buildKey(draft)
  buildBuckets(draft)
  buildAccessPoint(draft)
  buildCatalog(draft)
  const limits = buildLimits(draft)
  buildNamedPrincipals(draft)
  fillPermissions(draft, caller)
  buildOrganization(draft)
  const staging = assumeStaging(draft)
  const { documents, assumptions, refused } = draft
  const setUp = {
    fixture: draft.fixture(),
    connection: {
      ...typed,
      ...caller,
      ...limits,
      ...staging,
      ...(sourceIp === undefined || limits.from !== undefined ? {} : { sourceIp }),
    },
  }
  return { setUp, facts, documents, assumptions, unused: unusedIn(draft), refused }
}

/** As the customer typed it; who calls is the builder's to say. */
function connectionOf(facts: ConnectionFacts): S3Connection {
  const { roleArn, externalId, intermediateBucket, kmsKeyArn, accessPoint } = facts
  return {
    connector: facts.connector.value === 's3-data-lake' ? 's3-data-lake' : 's3-input',
    caller: '',
    ...(roleArn === undefined ? {} : { roleArn: roleArn.value }),
    ...(externalId === undefined || externalId.value === '' ? {} : { externalId: externalId.value }),
    sessionName: facts.sessionName.value,
    bucket: facts.bucket.value,
    ...(accessPoint === undefined ? {} : { accessPoint: accessPoint.value }),
    baseDirectory: facts.baseDirectory.value,
    region: facts.region.value,
    ...(intermediateBucket === undefined ? {} : { intermediateBucket: intermediateBucket.value }),
    ...(kmsKeyArn === undefined ? {} : { kmsKeyArn: kmsKeyArn.value }),
    scheme: facts.scheme.value === 'http' ? 'http' : 'https',
  }
}

/** Of a description of a whole account, what has nothing to do with the connection is left out without a word. */
function unusedIn(draft: Draft): readonly Problem[] {
  return draft.ticket.policies
    .filter((policy) => !draft.placed.has(policy) && !isOfWholeAccount(draft, policy))
    .map((policy) => ({
      code: 'ticket/not-replayed',
      at: policy.document.at,
      message: `${words[policy.type]} is no part of the replay`,
      help: whyUnused(policy, draft),
    }))
}

const isOfWholeAccount = (draft: Draft, { holder, arn }: TicketPolicy): boolean =>
  (holder !== undefined && draft.identity(holder.type, holder.name)?.hasAllPolicies === true) ||
  (arn !== undefined && isClaimed(draft, arn))

function whyUnused({ type, holder, bucket, accessPoint }: TicketPolicy, { connection }: Draft): string {
  if (accessPoint !== undefined)
    return `it is of the access point \`${accessPoint}\`, and nothing shows that the connection goes through it`
  if (type === 'bucket' && bucket !== connection.bucket)
    return `it is of bucket \`${bucket ?? ''}\`, the connection is about \`${connection.bucket}\``
  if (holder !== undefined) return `it is of ${holder.type} \`${holder.name}\`, whom the connection does not use`
  return type === 'resource' ? 'it belongs to something that the replay does not have' : 'there is another one already'
}
