import type { Group, PolicyFile, Role, User } from '../fixture/fixture.ts'
import { type Deploying, together } from './deploying.ts'
import { placeOf } from './document.ts'
import { createManagedPolicy, ownerOf } from './identities.ts'
import type { Owner } from './journal.ts'

type Identity =
  | { readonly type: 'user'; readonly identity: User }
  | { readonly type: 'group'; readonly identity: Group }
  | { readonly type: 'role'; readonly identity: Role }

/** Gives an identity its inline policies, attachments and permissions boundary, side by side. */
export async function grant({ type, identity }: Identity, deploying: Deploying): Promise<void> {
  const owner = ownerOf(type, identity, deploying)
  await together([
    ...Array.from(identity.inline, ([name, file]) => putInlinePolicy(owner, name, file, deploying)),
    ...identity.attached.map((policy) => attach(owner, policy, identity, deploying)),
    ...('boundary' in identity && identity.boundary !== undefined ? [putBoundary(owner, identity, identity.boundary, deploying)] : []),
  ])
}

async function putInlinePolicy(owner: Owner, name: string, file: PolicyFile, deploying: Deploying): Promise<void> {
  const iam = await deploying.clients.iam(owner.account)
  const about = { subject: `policy ${name} of ${owner.type} ${owner.name}`, at: placeOf(file) }
  const input = { PolicyName: name, PolicyDocument: deploying.document(file) }
  const { options } = deploying.clients
  switch (owner.type) {
    case 'user':
      await deploying.send({ operation: 'iam:PutUserPolicy', ...about }, () =>
        iam.putUserPolicy({ UserName: owner.name, ...input }, options),
      )
      return
    case 'group':
      await deploying.send({ operation: 'iam:PutGroupPolicy', ...about }, () =>
        iam.putGroupPolicy({ GroupName: owner.name, ...input }, options),
      )
      return
    case 'role':
      await deploying.send({ operation: 'iam:PutRolePolicy', ...about }, () =>
        iam.putRolePolicy({ RoleName: owner.name, ...input }, options),
      )
  }
}

/** `policy` is a name of the fixture or the ARN of one of AWS's own. */
async function attach(owner: Owner, policy: string, { at }: User | Group | Role, deploying: Deploying): Promise<void> {
  const iam = await deploying.clients.iam(owner.account)
  const about = { subject: `${policy} attached to ${owner.type} ${owner.name}`, at }
  const PolicyArn = deploying.policyArns.get(policy) ?? policy
  const { options } = deploying.clients
  switch (owner.type) {
    case 'user':
      await deploying.send({ operation: 'iam:AttachUserPolicy', ...about }, () =>
        iam.attachUserPolicy({ UserName: owner.name, PolicyArn }, options),
      )
      return
    case 'group':
      await deploying.send({ operation: 'iam:AttachGroupPolicy', ...about }, () =>
        iam.attachGroupPolicy({ GroupName: owner.name, PolicyArn }, options),
      )
      return
    case 'role':
      await deploying.send({ operation: 'iam:AttachRolePolicy', ...about }, () =>
        iam.attachRolePolicy({ RoleName: owner.name, PolicyArn }, options),
      )
  }
}

/**
 * A permissions boundary is a managed policy, so it becomes one of its own: `role-EtleapInput-boundary`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
async function putBoundary(owner: Owner, { account, path, at }: User | Role, document: PolicyFile, deploying: Deploying): Promise<void> {
  const iam = await deploying.clients.iam(owner.account)
  const name = boundaryName(owner, deploying)
  const PermissionsBoundary = await createManagedPolicy({ account, name, path, document, fenced: true }, deploying)
  const about = { subject: `permissions boundary of ${owner.type} ${owner.name}`, at }
  const { options } = deploying.clients
  if (owner.type === 'user') {
    const call = { operation: 'iam:PutUserPermissionsBoundary', ...about }
    await deploying.send(call, () => iam.putUserPermissionsBoundary({ UserName: owner.name, PermissionsBoundary }, options))
  } else {
    const call = { operation: 'iam:PutRolePermissionsBoundary', ...about }
    await deploying.send(call, () => iam.putRolePermissionsBoundary({ RoleName: owner.name, PermissionsBoundary }, options))
  }
}

/** In a run the name of the owner carries its prefix, which has to come first. */
const boundaryName = ({ type, name }: Owner, { target }: Deploying): string =>
  target.permit === undefined ? `${type}-${name}-boundary` : `${name}-${type}-boundary`
