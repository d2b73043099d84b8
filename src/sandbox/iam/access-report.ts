import type {
  EntityDetails,
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse,
  GetServiceLastAccessedDetailsRequest,
  GetServiceLastAccessedDetailsResponse,
  GetServiceLastAccessedDetailsWithEntitiesRequest,
  GetServiceLastAccessedDetailsWithEntitiesResponse,
  PolicyOwnerEntityType,
  ServiceLastAccessed,
} from '@aws-sdk/client-iam'
import { err, ok, type Result } from '../../base/result.ts'
import type { Policy } from '../../policy/policy.ts'
import { findService } from '../../policy/reference.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { callerAccount } from './caller.ts'
import { noSuchEntity } from './errors.ts'
import { attachedTo, defaultVersion, findPolicy, policySubject } from './managed-policy.ts'
import { page } from './page.ts'
import { permission } from './permission.ts'
import { grantedServices, grantsService } from './service-grant.ts'
import { findSimulatedPrincipal, simulatedSubject } from './simulated-principal.ts'
import type { Identity, LastAccess } from './store.ts'

const isPolicy = (arn: string): boolean => arn.includes(':policy/')

/** The report is ready at once; of services alone. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html */
export const generateServiceLastAccessedDetails: Operation<
  GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetailsResponse
> = {
  requires: ({ Arn }, call, stores) => {
    const about = isPolicy(Arn) ? ok(policySubject(Arn, call, stores)) : simulatedSubject(Arn, stores)
    return about.ok ? ok([permission('iam:GenerateServiceLastAccessedDetails', about.value)]) : about
  },
  run: ({ Arn, Granularity = 'SERVICE_LEVEL' }, call, stores) => {
    if (Granularity === 'ACTION_LEVEL') return err({ ...notImplemented('Granularity ACTION_LEVEL'), status: 400 })
    const policies = policiesOf(Arn, call, stores)
    if (!policies.ok) return policies
    const JobId = call.random.uuid()
    callerAccount(call, stores).accessReports.set(JobId, { arn: Arn, createdAt: call.now, owner: ownerOf(call) })
    return ok({ JobId })
  },
}

/** A report is given to the user or role that asked for it. */
const ownerOf = ({ caller: { principal } }: Call): string => {
  if (principal.type === 'assumedRole') return principal.roleArn
  return 'arn' in principal ? principal.arn : principal.type
}

/** The permissions policies of an identity, or the managed policy itself: nothing else counts in these reports. */
function policiesOf(arn: string, call: Call, stores: Stores): Result<readonly Policy[], AwsError> {
  if (isPolicy(arn)) {
    const policy = findPolicy(arn, call, stores)
    return policy.ok ? ok([defaultVersion(policy.value).policy]) : policy
  }
  const principal = findSimulatedPrincipal(arn, call, stores)
  return principal.ok ? ok(principal.value.policies.map(({ policy }) => policy)) : principal
}

interface Entity {
  readonly identity: Identity
  readonly type: PolicyOwnerEntityType
}

/** Who may have used what the report is about: itself, the users of a group, those to whom a policy is attached. */
function entitiesOf(arn: string, call: Call, stores: Stores): readonly Entity[] {
  const { users, roles, groups } = callerAccount(call, stores)
  const all: Entity[] = [
    ...[...users.values()].map((identity) => ({ identity, type: 'USER' as const })),
    ...[...roles.values()].map((identity) => ({ identity, type: 'ROLE' as const })),
  ]
  if (!isPolicy(arn)) {
    const group = [...groups.values()].find((each) => each.arn === arn)
    return all.filter(({ identity }) => identity.arn === arn || (group !== undefined && isMember(identity, group.name)))
  }
  const attached = attachedTo(arn, callerAccount(call, stores))
  return all.filter(({ identity }) => attached.includes(identity) || attached.some((group) => isMember(identity, group.name)))
}

const isMember = (identity: Identity, group: string): boolean =>
  'groups' in identity && identity.groups instanceof Set && identity.groups.has(group)

/** Reports of AWS reach back so many days. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html */
const trackedDays = 400

/** Somebody's last call of a service. */
function lastAccess({ identity }: Entity, service: string, { now }: Call, { iam }: Stores): LastAccess | undefined {
  const found = iam.lastAccesses.peek(`${identity.arn} ${service}`)
  const isOld = found === undefined || now.getTime() - found.date.getTime() > trackedDays * 86_400_000 || found.date < identity.createDate
  return isOld ? undefined : found
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetails.html */
export const getServiceLastAccessedDetails: Operation<GetServiceLastAccessedDetailsRequest, GetServiceLastAccessedDetailsResponse> = {
  requires: () => ok([permission('iam:GetServiceLastAccessedDetails', { arn: '*' })]),
  run: (input, call, stores) => {
    const report = findReport(input.JobId, call, stores)
    if (!report.ok) return report
    const policies = policiesOf(report.value.arn, call, stores)
    if (!policies.ok) return policies
    const entities = entitiesOf(report.value.arn, call, stores)
    const shown = page(grantedServices(policies.value), String, input)
    if (!shown.ok) return shown
    const ServicesLastAccessed = shown.value.items.map((service) => serviceOutput(service, entities, call, stores))
    return ok({ ...jobOutput(report.value.createdAt), JobType: 'SERVICE_LEVEL', ServicesLastAccessed, ...shown.value.facts })
  },
}

interface Report {
  readonly arn: string
  readonly createdAt: Date
}

function findReport(id: string, call: Call, stores: Stores): Result<Report, AwsError> {
  const report = callerAccount(call, stores).accessReports.get(id)
  // The sentence is inferred.
  return report === undefined || report.owner !== ownerOf(call) ? err(noSuchEntity(`The job with id ${id} cannot be found.`)) : ok(report)
}

const jobOutput = (createdAt: Date) => ({ JobStatus: 'COMPLETED' as const, JobCreationDate: createdAt, JobCompletionDate: createdAt })

function serviceOutput(service: string, entities: readonly Entity[], call: Call, stores: Stores): ServiceLastAccessed {
  const used = entities.flatMap((entity) => lastAccess(entity, service, call, stores) ?? [])
  const last = used.toSorted((left, right) => right.date.getTime() - left.date.getTime())[0]
  return {
    ServiceName: findService(service)?.name ?? service,
    ServiceNamespace: service,
    LastAuthenticated: last?.date,
    LastAuthenticatedEntity: last?.entity,
    LastAuthenticatedRegion: last?.region,
    TotalAuthenticatedEntities: used.length,
  }
}

/** The most recent first. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLastAccessedDetailsWithEntities.html */
export const getServiceLastAccessedDetailsWithEntities: Operation<
  GetServiceLastAccessedDetailsWithEntitiesRequest,
  GetServiceLastAccessedDetailsWithEntitiesResponse
> = {
  requires: () => ok([permission('iam:GetServiceLastAccessedDetailsWithEntities', { arn: '*' })]),
  run: ({ ServiceNamespace: service, ...input }, call, stores) => {
    const report = findReport(input.JobId, call, stores)
    if (!report.ok) return report
    const policies = policiesOf(report.value.arn, call, stores)
    if (!policies.ok) return policies
    const listed = grantsService(policies.value, service) ? entitiesOf(report.value.arn, call, stores) : []
    const details = listed.map((entity) => entityOutput(entity, lastAccess(entity, service, call, stores)?.date))
    const shown = page(details, newestFirst, input)
    return shown.ok ? ok({ ...jobOutput(report.value.createdAt), EntityDetailsList: [...shown.value.items], ...shown.value.facts }) : shown
  },
}

const entityOutput = ({ identity, type }: Entity, date: Date | undefined): EntityDetails => ({
  EntityInfo: { Arn: identity.arn, Name: identity.name, Type: type, Id: identity.id, Path: identity.path },
  LastAuthenticated: date,
})

/** Sorts as text, whoever has not called at all to the end. */
const newestFirst = ({ EntityInfo, LastAuthenticated }: EntityDetails): string =>
  `${String(Number.MAX_SAFE_INTEGER - (LastAuthenticated?.getTime() ?? 0)).padStart(16, '0')} ${EntityInfo?.Arn}`
