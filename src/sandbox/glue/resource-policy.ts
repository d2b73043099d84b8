import { createHash } from 'node:crypto'
import type {
  DeleteResourcePolicyRequest,
  GetResourcePolicyRequest,
  GetResourcePolicyResponse,
  PutResourcePolicyRequest,
  PutResourcePolicyResponse,
} from '@aws-sdk/client-glue'
import { err, ok, type Result } from '../../base/result.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import { refusePolicy } from '../../policy/refuse-policy.ts'
import type { AwsError } from '../error.ts'
import { ResourceDocument } from '../iam/resource-document.ts'
import type { Call, Operation, Permission } from '../operation.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { catalogPermissions, placeOf } from './catalog-permission.ts'
import { glueError } from './errors.ts'
import { type CatalogPolicy, placeKey } from './store.ts'

/** The policy is the whole catalog's, of the caller's own account. */
function permissions(action: string, arn: string | undefined, call: Call, stores: Stores): Result<readonly Permission[], AwsError> {
  if (arn !== undefined) return err({ ...notImplemented('A resource policy by ARN'), status: 400 })
  const place = placeOf({}, call)
  return place.ok ? ok(catalogPermissions({ action, place: place.value }, stores)) : place
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_PutResourcePolicy.html */
export const putResourcePolicy: Operation<PutResourcePolicyRequest, PutResourcePolicyResponse> = {
  requires: ({ ResourceArn }, call, stores) => permissions('glue:PutResourcePolicy', ResourceArn, call, stores),
  run: ({ PolicyInJson, PolicyExistsCondition = 'NONE', PolicyHashCondition }, call, stores) => {
    const place = placeOf({}, call)
    if (!place.ok) return place
    const { policies } = stores.glue
    const before = policies.get(placeKey(place.value))
    const refused = refuseHash(before, PolicyHashCondition)
    if (refused !== undefined) return err(refused)
    // The words are inferred.
    if (PolicyExistsCondition === 'MUST_EXIST' && before === undefined) return err(noPolicy)
    if (PolicyExistsCondition === 'NOT_EXIST' && before !== undefined)
      return err(glueError('ConditionCheckFailureException', 'A policy exists already.'))
    const document = parseCatalogPolicy(PolicyInJson, stores)
    if (!document.ok) return document
    const hash = hashOf(PolicyInJson)
    const { now } = call
    policies.set(placeKey(place.value), { document: document.value, hash, createTime: before?.createTime ?? now, updateTime: now })
    return ok({ PolicyHash: hash })
  },
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64').slice(0, 24)

/** The words are inferred. */
const noPolicy = glueError('EntityNotFoundException', 'Policy not found')

/** The words are inferred. */
const refuseHash = (policy: CatalogPolicy | undefined, hash: string | undefined): AwsError | undefined =>
  hash === undefined || hash === policy?.hash
    ? undefined
    : glueError('ConditionCheckFailureException', 'The hash of the policy is another one.')

/** The words for a malformed policy are inferred. @see https://docs.aws.amazon.com/glue/latest/webapi/API_PutResourcePolicy.html#API_PutResourcePolicy_Errors */
function parseCatalogPolicy(text: string, { iam }: Stores): Result<ResourceDocument, AwsError> {
  const refused = refusePolicy(text, 'resource')
  if (refused !== undefined) return err(glueError('InvalidInputException', refused.message))
  const policy = parsePolicyText(text, 'catalog', 'resource')
  if (!policy.ok) throw new Error('internal error: a policy that Glue takes does not parse')
  const document = ResourceDocument.of({ text, policy: policy.value }, 'resource', iam)
  return document.ok ? document : err(glueError('InvalidInputException', `Invalid principal in policy: ${document.error}`))
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_GetResourcePolicy.html */
export const getResourcePolicy: Operation<GetResourcePolicyRequest, GetResourcePolicyResponse> = {
  requires: ({ ResourceArn }, call, stores) => permissions('glue:GetResourcePolicy', ResourceArn, call, stores),
  run: (_input, call, { glue, iam }) => {
    const place = placeOf({}, call)
    if (!place.ok) return place
    const policy = glue.policies.get(placeKey(place.value))
    if (policy === undefined) return err(noPolicy)
    const { document, hash, createTime, updateTime } = policy
    return ok({ PolicyInJson: document.current(iam).text, PolicyHash: hash, CreateTime: createTime, UpdateTime: updateTime })
  },
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteResourcePolicy.html */
export const deleteResourcePolicy: Operation<DeleteResourcePolicyRequest, object> = {
  requires: ({ ResourceArn }, call, stores) => permissions('glue:DeleteResourcePolicy', ResourceArn, call, stores),
  run: ({ PolicyHashCondition }, call, { glue }) => {
    const place = placeOf({}, call)
    if (!place.ok) return place
    const policy = glue.policies.get(placeKey(place.value))
    if (policy === undefined) return err(noPolicy)
    const refused = refuseHash(policy, PolicyHashCondition)
    if (refused !== undefined) return err(refused)
    glue.policies.delete(placeKey(place.value))
    return ok({})
  },
}
