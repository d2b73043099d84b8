import type {
  CreateAccessPointRequest,
  CreateAccessPointResult,
  DeleteAccessPointRequest,
  GetAccessPointRequest,
  GetAccessPointResult,
  ListAccessPointsRequest,
  ListAccessPointsResult,
} from '@aws-sdk/client-s3-control'
import { err, ok, type Result } from '../../base/result.ts'
import type { AccountId } from '../../policy/account-id.ts'
import type { AwsError } from '../error.ts'
import type { Call, Operation, Parsed } from '../operation.ts'
import type { Random } from '../random.ts'
import { type AccessPoint, accessPointArn, originOf } from '../s3/access-point.ts'
import { savePoint } from '../s3/find-access-point.ts'
import { everythingBlocked, parsePublicAccessBlock } from '../s3/public-access-block.ts'
import { parseRegion } from '../s3/region.ts'
import type { Stores } from '../stores.ts'
import { notImplemented } from '../wire/refusal.ts'
import { onAccessPoint } from './on-access-point.ts'
import { callerAccount } from './on-account.ts'

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html */
const isPointName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/.test(name) && !/^xn--|-s3alias$|--op-s3$|--xa-s3$/.test(name)

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateAccessPoint.html */
export const createAccessPoint: Operation<CreateAccessPointRequest, CreateAccessPointResult> = {
  requires: (input, call) => {
    const account = callerAccount(call)
    if (!account.ok) return account
    const refused = refuseRequest(input)
    if (refused !== undefined) return err(refused)
    const region = parseRegion(call.region) ?? 'us-east-1'
    const point = { name: input.Name, account: account.value, region }
    const arn = accessPointArn(point)
    const context = {
      's3:DataAccessPointArn': arn,
      's3:DataAccessPointAccount': account.value,
      's3:AccessPointNetworkOrigin': input.VpcConfiguration === undefined ? 'Internet' : 'VPC',
      's3:locationconstraint': region,
    }
    return ok([{ action: 's3:CreateAccessPoint', resource: arn, context }])
  },
  run: (input, call, stores) => {
    const account = callerAccount(call)
    return account.ok ? create(input, account.value, call, stores) : account
  },
}

function refuseRequest({ Name, Scope, Tags = [] }: Parsed<CreateAccessPointRequest>): AwsError | undefined {
  if (Scope !== undefined) return notImplemented('The scope of an access point of a directory bucket')
  if (Tags.length > 0) return notImplemented('Tags of access points')
  return isPointName(Name) ? undefined : invalidName(Name)
}

/** Recorded from AWS. */
const invalidName = (name: string): AwsError => ({
  code: 'InvalidURI',
  message: "Couldn't parse the specified URI.",
  status: 400,
  fields: { URI: `accesspoint/${name}` },
})

function create(
  input: Parsed<CreateAccessPointRequest>,
  account: AccountId,
  { random, now, region }: Call,
  { s3 }: Stores,
): Result<CreateAccessPointResult, AwsError> {
  const bucket = s3.buckets.get(input.Bucket)
  const isOthers = bucket !== undefined && bucket.owner !== account && input.BucketAccountId !== bucket.owner
  if (bucket === undefined || bucket.region !== region || isOthers) return err(noBucket)
  const arn = accessPointArn({ name: input.Name, account, region: bucket.region })
  if (s3.accessPoints.has(arn)) return err(alreadyOwned)
  const { VpcConfiguration, PublicAccessBlockConfiguration } = input
  const point: AccessPoint = {
    name: input.Name,
    account,
    region: bucket.region,
    bucket: bucket.name,
    bucketAccount: bucket.owner,
    alias: newAlias(input.Name, random),
    creationDate: now,
    publicAccessBlock:
      PublicAccessBlockConfiguration === undefined ? everythingBlocked : parsePublicAccessBlock(PublicAccessBlockConfiguration),
    ...(VpcConfiguration === undefined ? {} : { vpc: VpcConfiguration.VpcId }),
  }
  savePoint(point, s3)
  return ok({ AccessPointArn: arn, Alias: point.alias })
}

/** Recorded from AWS, as `alreadyOwned`. */
const noBucket: AwsError = { code: 'InvalidRequest', message: 'Amazon S3 AccessPoint can only be created for existing bucket', status: 400 }
const alreadyOwned: AwsError = {
  code: 'AccessPointAlreadyOwnedByYou',
  message: 'Your previous request to create the named accesspoint succeeded and you already own it.',
  status: 409,
}

/** As much of the name as fits, then what makes it unique. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html#access-points-alias */
function newAlias(name: string, random: Random): string {
  const unique = random.text(34, 'abcdefghijklmnopqrstuvwxyz0123456789')
  const longest = 63 - unique.length - '--s3alias'.length
  return `${name.slice(0, longest).replace(/-+$/, '')}-${unique}-s3alias`
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html */
export const getAccessPoint: Operation<GetAccessPointRequest, GetAccessPointResult> = onAccessPoint({
  action: 's3:GetAccessPoint',
  resource: '*',
  run: (point) =>
    ok({
      ...summaryOf(point),
      PublicAccessBlockConfiguration: point.publicAccessBlock,
      CreationDate: point.creationDate,
      Endpoints: endpointsOf(point),
    }),
})

const summaryOf = (point: AccessPoint) => ({
  Name: point.name,
  Bucket: point.bucket,
  NetworkOrigin: originOf(point),
  ...(point.vpc === undefined ? {} : { VpcConfiguration: { VpcId: point.vpc } }),
  AccessPointArn: accessPointArn(point),
  Alias: point.alias,
  BucketAccountId: point.bucketAccount,
})

const endpointsOf = ({ region }: AccessPoint): Record<string, string> => ({
  ipv4: `s3-accesspoint.${region}.amazonaws.com`,
  dualstack: `s3-accesspoint.dualstack.${region}.amazonaws.com`,
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessPoint.html */
export const deleteAccessPoint: Operation<DeleteAccessPointRequest, object> = onAccessPoint({
  action: 's3:DeleteAccessPoint',
  run: (point, _input, _call, { s3 }) => {
    s3.accessPoints.delete(accessPointArn(point))
    return ok({})
  },
  status: 204,
})

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessPoints.html */
export const listAccessPoints: Operation<ListAccessPointsRequest, ListAccessPointsResult> = {
  requires: (_input, call) => {
    const account = callerAccount(call)
    return account.ok ? ok([{ action: 's3:ListAccessPoints', resource: '*' }]) : account
  },
  run: ({ Bucket, MaxResults, NextToken }, call, { s3 }) => {
    const account = callerAccount(call)
    if (!account.ok) return account
    const own = [...s3.accessPoints.values()].filter(
      (point) =>
        point.account === account.value && point.region === call.region && (Bucket === undefined || point.bucket === bucketOf(Bucket)),
    )
    own.sort((one, other) => (one.name < other.name ? -1 : 1))
    const rest = own.filter(({ name }) => NextToken === undefined || name > NextToken)
    const page = rest.slice(0, MaxResults ?? 1000)
    const last = page.at(-1)
    const more = page.length < rest.length && last !== undefined ? { NextToken: last.name } : {}
    return ok({ AccessPointList: page.map(summaryOf), ...more })
  },
}

/** The bucket's name, or its ARN. */
const bucketOf = (text: string): string => text.replace(/^arn:aws:s3:::/, '')
