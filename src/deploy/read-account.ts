import { clientsOf } from './clients.ts'
import type { Target } from './target.ts'

/** An answer as the AWS CLI prints it. */
export interface AccountAnswer {
  readonly name: string
  readonly text: string
}

/** What IAM has in an account, as `aws iam get-account-authorization-details` prints it. It only reads. */
export async function readAccountDetails(target: Target, account: string): Promise<AccountAnswer> {
  const iam = await clientsOf(target).iam(account)
  const lists: Record<string, unknown[]> = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] }
  let Marker: string | undefined
  do {
    const answer = await iam.getAccountAuthorizationDetails(Marker === undefined ? {} : { Marker })
    lists.UserDetailList?.push(...(answer.UserDetailList ?? []))
    lists.GroupDetailList?.push(...(answer.GroupDetailList ?? []))
    lists.RoleDetailList?.push(...(answer.RoleDetailList ?? []))
    lists.Policies?.push(...(answer.Policies ?? []))
    Marker = answer.IsTruncated === true ? answer.Marker : undefined
  } while (Marker !== undefined)
  return { name: `iam of ${account}`, text: JSON.stringify(lists, decoded, 2) }
}

/** IAM answers with documents as they stand in a URL. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html */
export function decoded(key: string, value: unknown): unknown {
  if (!/^(?:PolicyDocument|AssumeRolePolicyDocument|Document)$/.test(key) || typeof value !== 'string') return value
  try {
    return JSON.parse(decodeURIComponent(value))
  } catch {
    return value
  }
}

/** What EC2 has in a region of an account, as `aws ec2 describe-*` print it. It only reads. */
export async function readNetwork(target: Target, account: string, region: string): Promise<readonly AccountAnswer[]> {
  const ec2 = await clientsOf(target).ec2(account, region)
  const answers: Readonly<Record<string, () => Promise<unknown>>> = {
    Vpcs: async () => (await ec2.describeVpcs({})).Vpcs,
    Subnets: async () => (await ec2.describeSubnets({})).Subnets,
    SecurityGroups: async () => (await ec2.describeSecurityGroups({})).SecurityGroups,
    NetworkAcls: async () => (await ec2.describeNetworkAcls({})).NetworkAcls,
    RouteTables: async () => (await ec2.describeRouteTables({})).RouteTables,
    VpcEndpoints: async () => (await ec2.describeVpcEndpoints({})).VpcEndpoints,
    InternetGateways: async () => (await ec2.describeInternetGateways({})).InternetGateways,
    NetworkInterfaces: async () => (await ec2.describeNetworkInterfaces({})).NetworkInterfaces,
  }
  return Promise.all(
    Object.entries(answers).map(async ([name, ask]) => ({
      name: `${name} of ${account} in ${region}`,
      text: JSON.stringify({ [name]: (await ask()) ?? [] }, undefined, 2),
    })),
  )
}

/** Whose account the credentials are of. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
export async function callerOf(target: Target, account: string): Promise<string | undefined> {
  const sts = await clientsOf(target).sts(account)
  return (await sts.getCallerIdentity({})).Account
}
