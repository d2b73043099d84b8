import type { AssumeRootRequest, AssumeRootResponse } from '@aws-sdk/client-sts'
import { err, ok, type Result } from '../../base/result.ts'
import { type AccountId, parseAccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import { notAuthorized, validationError } from '../iam/errors.ts'
import { iamPrincipal } from '../iam/organizations-features.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { refuseInactiveRegion } from './inactive-region.ts'
import { issueSession } from './new-session.ts'

// The sentences, and that what is malformed is told before any permission is asked, were recorded (github.com/radkawar/stackd,
// testdata/aws/iam/root_access.json).

const longest = 900

/**
 * A session of a member's root user for one task. The caller's policies decide, and the organization stands for the member's consent.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export const assumeRoot: Operation<AssumeRootRequest, AssumeRootResponse> = {
  requires: (input, call, stores) => {
    const account = readTarget(input, call, stores)
    if (!account.ok) return account
    const resource = rootArn(account.value)
    return ok([
      {
        action: 'sts:AssumeRoot',
        resource,
        // No policy of the member's has a say, so it is asked as within one account.
        ...(call.caller.account === undefined ? {} : { resourceAccount: call.caller.account }),
        context: { 'aws:ResourceAccount': account.value, 'sts:TaskPolicyArn': taskPolicyOf(input) },
        refusal: () => notAllowed(resource, call),
      },
    ])
  },
  run: (input, call, stores) => {
    const account = readTarget(input, call, stores)
    if (!account.ok) return account
    const taskPolicy = taskPolicyOf(input)
    const arn = rootArn(account.value)
    if (!mayTakeOn(taskPolicy, account.value, call, stores)) return err(notAllowed(arn, call))
    const sourceIdentity = call.caller.session?.sourceIdentity
    const session = {
      account: account.value,
      principal: { type: 'root', arn, account: account.value },
      userId: account.value,
      issuer: { type: 'root' },
      durationSeconds: input.DurationSeconds ?? longest,
      minimumTokenSize: input.MinimumSessionTokenSize,
      taskPolicy,
      tags: new Map<string, string>(),
      transitiveTagKeys: new Set<string>(),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    } as const
    return ok({ Credentials: issueSession(session, call, stores), SourceIdentity: sourceIdentity })
  },
}

const rootArn = (account: AccountId): string => `arn:aws:iam::${account}:root`

const taskPolicyOf = ({ TaskPolicyArn }: Parsed<AssumeRootRequest>): string => TaskPolicyArn.arn ?? ''

/** By what must be enabled in the organization for it: which feature opens which task is inferred from how they are described. */
const tasks: ReadonlyMap<string, 'RootCredentialsManagement' | 'RootSessions'> = new Map(
  (
    [
      ['IAMAuditRootUserCredentials', 'RootCredentialsManagement'],
      ['IAMCreateRootUserPassword', 'RootCredentialsManagement'],
      ['IAMDeleteRootUserCredentials', 'RootCredentialsManagement'],
      ['S3UnlockBucketPolicy', 'RootSessions'],
      ['SQSUnlockQueuePolicy', 'RootSessions'],
    ] as const
  ).map(([name, feature]) => [`arn:aws:iam::aws:policy/root-task/${name}`, feature]),
)

function readTarget(input: Parsed<AssumeRootRequest>, call: Call, stores: Stores): Result<AccountId, AwsError> {
  if (isGlobalEndpoint(call)) return err({ code: 'InvalidAction', message: 'Unknown Operation', status: 400 })
  const account = parseAccountId(input.TargetPrincipal.replace(/^arn:aws:iam::(\d{12}):root$/, '$1'))
  if (!account.ok) return err(validationError('Request must contain a valid target principal'))
  if (!tasks.has(taskPolicyOf(input))) return err(validationError('Request must contain valid AWS managed task policy ARN'))
  const inactive = refuseInactiveRegion(account.value, call, stores)
  return inactive === undefined ? account : err(inactive)
}

const isGlobalEndpoint = ({ header }: Call): boolean => /^sts\.amazonaws\.com(:\d+)?$/i.test(header('host') ?? '')

/**
 * The management account and delegated administrators for IAM, never as root users, on other members that are open. What the management account
 * itself is answered as a target was recorded; that all other refusals read the same is inferred.
 */
function mayTakeOn(taskPolicy: string, target: AccountId, { caller }: Call, { iam, organizations }: Stores): boolean {
  const organization = organizations.of(caller.account)
  if (organization === undefined || caller.account === undefined || caller.principal.type === 'root') return false
  const feature = tasks.get(taskPolicy)
  return (
    organization.serviceAccess.has(iamPrincipal) &&
    organization.administers(caller.account, iamPrincipal) &&
    feature !== undefined &&
    iam.rootFeatures.get(organization.id)?.includes(feature) === true &&
    target !== organization.managementAccount &&
    organization.members.has(target) &&
    !organizations.isClosed(target)
  )
}

const notAllowed = (resource: string, call: Call): AwsError => notAuthorized('perform: sts:AssumeRoot', resource, call)
