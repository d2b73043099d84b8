import type {
  DeleteAccessPointPolicyRequest,
  GetAccessPointPolicyRequest,
  GetAccessPointPolicyResult,
  GetAccessPointPolicyStatusRequest,
  GetAccessPointPolicyStatusResult,
  PutAccessPointPolicyRequest,
} from '@aws-sdk/client-s3-control'
import { err, ok, type Result } from '../../base/result.ts'
import { isPublicPolicy } from '../../engine/is-public.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import { ResourceDocument } from '../iam/resource-document.ts'
import type { Operation, Parsed } from '../operation.ts'
import { type AccessPoint, accessPointArn } from '../s3/access-point.ts'
import { savePoint } from '../s3/find-access-point.ts'
import { strictest } from '../s3/public-access-block.ts'
import type { Stores } from '../stores.ts'
import { onAccessPoint } from './on-access-point.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutAccessPointPolicy.html */
export const putAccessPointPolicy: Operation<PutAccessPointPolicyRequest, object> = onAccessPoint({
  action: 's3:PutAccessPointPolicy',
  run: (point, { Policy }: Parsed<PutAccessPointPolicyRequest>, _call, stores) => {
    const policy = parsePointPolicy(Policy, point, stores)
    if (!policy.ok) return policy
    savePoint({ ...point, policy: policy.value }, stores.s3)
    return ok({})
  },
})

/** What S3 refuses is as in bucket policies (inferred), but for the resources. */
function parsePointPolicy(text: string, point: AccessPoint, { iam, s3 }: Stores): Result<ResourceDocument, AwsError> {
  const refused = refusePolicy(text, 'bucket', { accessPoint: accessPointArn(point) })
  if (refused !== undefined) return err({ code: refused.code, message: refused.message, status: 400 })
  const policy = parsePolicyText(text, point.name, 'bucket')
  if (!policy.ok) throw new Error('internal error: a policy that S3 takes does not parse')
  const document = ResourceDocument.of({ text, policy: policy.value }, 'bucket', iam)
  if (!document.ok)
    return err({ code: 'MalformedPolicy', message: 'Invalid principal in policy', status: 400, fields: { Detail: document.error } })
  const { BlockPublicPolicy } = strictest(point.publicAccessBlock, s3.publicAccessBlocks.get(point.account))
  const isBlocked = BlockPublicPolicy && isPublicPolicy(policy.value)
  return isBlocked ? err({ code: 'AccessDenied', message: 'Access Denied', status: 403 }) : ok(document.value)
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicy.html */
export const getAccessPointPolicy: Operation<GetAccessPointPolicyRequest, GetAccessPointPolicyResult> = onAccessPoint({
  action: 's3:GetAccessPointPolicy',
  run: (point, _input, _call, { iam }) =>
    point.policy === undefined ? err(noSuchPolicy(point)) : ok({ Policy: point.policy.current(iam).text }),
})

/** The code is documented for the operation's console counterpart, the words are inferred. */
const noSuchPolicy = ({ name }: AccessPoint): AwsError => ({
  code: 'NoSuchAccessPointPolicy',
  message: 'The specified accesspoint policy does not exist',
  status: 404,
  fields: { AccessPointName: name },
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPointPolicy.html */
export const deleteAccessPointPolicy: Operation<DeleteAccessPointPolicyRequest, object> = onAccessPoint({
  action: 's3:DeleteAccessPointPolicy',
  run: ({ policy: _gone, ...point }, _input, _call, { s3 }) => {
    savePoint(point, s3)
    return ok({})
  },
  status: 204,
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPointPolicyStatus.html */
export const getAccessPointPolicyStatus: Operation<GetAccessPointPolicyStatusRequest, GetAccessPointPolicyStatusResult> = onAccessPoint({
  action: 's3:GetAccessPointPolicyStatus',
  run: (point, _input, _call, { iam }) =>
    point.policy === undefined
      ? err(noSuchPolicy(point))
      : ok({ PolicyStatus: { IsPublic: isPublicPolicy(point.policy.current(iam).policy) } }),
})
