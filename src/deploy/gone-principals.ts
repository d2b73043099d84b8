import type { Fixture } from '../fixture/fixture.ts'
import { isUniqueId } from '../policy/principal-shape.ts'
import type { Deploying } from './deploying.ts'
import { createRole, createUser, ownerOf } from './identities.ts'
import { removeIdentity } from './remove-identity.ts'

/**
 * Principals that were deleted: AWS shows their unique ids in the policies that named them, and saves no policy with such an id in it. So somebody
 * is created for each id, named by ARN while the policies are saved, and deleted after that.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export async function createGonePrincipals(deploying: Deploying): Promise<void> {
  const ids = goneIds(deploying.fixture)
  for (const [index, id] of ids.entries()) await createGone(id, `-gone${index === 0 ? '' : index + 1}`, deploying)
}

/** Ids of users and roles alone: nothing else is deleted and stays in a policy by its id. */
function goneIds({ roles, buckets }: Fixture): readonly string[] {
  const files = [...Array.from(roles.values(), ({ trust }) => trust), ...[...buckets.values()].flatMap(({ policy }) => policy ?? [])]
  const named = files.flatMap(({ policy }) => policy.statements.flatMap(({ principal }) => principal?.patterns ?? []))
  return [...new Set(named.map(({ text }) => text).filter((text) => isUniqueId(text) && /^A(?:IDA|ROA)/.test(text)))]
}

/** It is like one of its kind, so that in a run its name, path and boundary are those of the run. */
async function createGone(id: string, suffix: string, deploying: Deploying): Promise<void> {
  const { users, roles } = deploying.fixture
  const [user] = users.values()
  const [role] = roles.values()
  if (id.startsWith('AIDA') && user !== undefined) {
    const gone = { ...user, name: `${user.name}${suffix}`, accessKeys: [], groups: [] }
    await createUser(gone, deploying)
    deploying.gone.set(id, { owner: ownerOf('user', gone, deploying), path: gone.path })
  } else if (id.startsWith('AROA') && role !== undefined) {
    const gone = { ...role, name: `${role.name}${suffix}` }
    await createRole(gone, deploying, 'nobody')
    deploying.gone.set(id, { owner: ownerOf('role', gone, deploying), path: gone.path })
  }
}

export async function removeGonePrincipals(deploying: Deploying): Promise<void> {
  for (const { owner } of deploying.gone.values()) {
    const call = {
      operation: `iam:Delete${owner.type === 'user' ? 'User' : 'Role'}`,
      subject: `${owner.type} ${owner.name}`,
      at: deploying.fixture.at,
    }
    await deploying.send(call, () => removeIdentity(owner, deploying.clients))
  }
}
