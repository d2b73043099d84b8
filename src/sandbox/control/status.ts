import type { AccountId } from '../../policy/account-id.ts'
import type { World } from '../exchange.ts'
import type { HostileOptions } from '../hostile/hostile-options.ts'
import type { Profile } from '../profile.ts'
import { loadService, serviceNames } from '../services.ts'
import type { Stores } from '../stores.ts'

/** A long-term key and whose it is. */
export interface Access {
  readonly account: AccountId
  /** Absent for the account's root user. */
  readonly user?: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Active keys, roots first. */
export function accessOf({ iam }: Stores): readonly Access[] {
  const keys = [...iam.accessKeys.values()].filter(({ status }) => status === 'Active')
  const roots = keys.filter(({ userName }) => userName === undefined)
  const users = keys.filter(({ userName }) => userName !== undefined)
  return [...roots, ...users].map(({ account, userName, accessKeyId, secretAccessKey }) => ({
    account,
    ...(userName === undefined ? {} : { user: userName }),
    accessKeyId,
    secretAccessKey,
  }))
}

export interface Endpoints {
  readonly endpoint: string
  readonly plainEndpoint: string
  /** PEM, where the main endpoint speaks TLS. */
  readonly certificate?: string
}

export interface Status extends Partial<Endpoints> {
  readonly profile: Profile
  readonly hostile: HostileOptions
  readonly time: string
  /** How many operations of each service are built. */
  readonly services: Readonly<Record<string, number>>
  readonly accounts: readonly AccountStatus[]
  readonly buckets: number
  readonly keys: number
  readonly vpcs: number
}

interface AccountStatus {
  readonly id: AccountId
  readonly users: number
  readonly roles: number
  readonly policies: number
}

/** What runs, and how much is in it. Holds no secret. */
export const statusOf = async ({ stores, now, hostility }: World, endpoints: Endpoints | undefined): Promise<Status> => ({
  ...endpoints,
  profile: stores.profile,
  hostile: hostility.options,
  time: now().toISOString(),
  services: Object.fromEntries(
    (await Promise.all(serviceNames.map(loadService))).map(({ name, operations }) => [name, Object.keys(operations).length]),
  ),
  accounts: [...stores.iam.accounts.values()].map(({ id, users, roles, policies }) => ({
    id,
    users: users.size,
    roles: roles.size,
    policies: policies.size,
  })),
  buckets: stores.s3.buckets.size,
  keys: stores.kms.keys.size,
  vpcs: stores.ec2.held.vpc.size,
})
