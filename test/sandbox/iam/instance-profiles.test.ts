import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  GetInstanceProfileCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListInstanceProfileTagsCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagInstanceProfileCommand,
  UntagInstanceProfileCommand,
} from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { customer, refusal, trust, useSandbox } from './iam-world.ts'

const world = useSandbox('instance-profiles')
const InstanceProfileName = 'web'
const RoleName = 'server'

it('an instance profile takes one role and is deleted without it', async () => {
  const { iam } = world.root()
  const { InstanceProfile } = await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Path: '/ec2/' }))
  expect(InstanceProfile).toMatchObject({ Arn: `arn:aws:iam::${customer}:instance-profile/ec2/web`, Roles: [] })
  expect(InstanceProfile?.InstanceProfileId).toMatch(/^AIPA[A-Z2-7]{17}$/)
  const AssumeRolePolicyDocument = trust({ Service: 'ec2.amazonaws.com' })
  for (const name of [RoleName, 'second']) await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }))
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }))
  const read = (await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: 'WEB' }))).InstanceProfile
  expect(read).toMatchObject({ ...InstanceProfile, Roles: [{ RoleName }], Tags: [] })
  expect(read?.Roles?.[0]?.MaxSessionDuration).toBeUndefined()
  expect(await refusal(iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: 'second' })))).toEqual({
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1',
    status: 409,
  })
  expect((await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName }))).InstanceProfiles).toHaveLength(1)
  expect((await iam.send(new ListInstanceProfilesCommand({ PathPrefix: '/ec2/' }))).InstanceProfiles).toHaveLength(1)
  const conflict = {
    code: 'DeleteConflict',
    message: 'Cannot delete entity, must remove roles from instance profile first.',
    status: 409,
  }
  expect(await refusal(iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName })))).toEqual(conflict)
  expect(await refusal(iam.send(new DeleteRoleCommand({ RoleName })))).toEqual(conflict)
  await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }))
  expect((await refusal(iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName })))).message).toBe(
    'Role server in Instance Profile web cannot be found.',
  )
  await iam.send(new DeleteInstanceProfileCommand({ InstanceProfileName }))
  expect((await refusal(iam.send(new GetInstanceProfileCommand({ InstanceProfileName })))).message).toBe(
    'Instance Profile web cannot be found.',
  )
})

it('an instance profile has tags', async () => {
  const { iam } = world.root()
  const name = { InstanceProfileName: 'tagged' }
  await iam.send(new CreateInstanceProfileCommand({ ...name, Tags: [{ Key: 'a', Value: '1' }] }))
  await iam.send(new TagInstanceProfileCommand({ ...name, Tags: [{ Key: 'b', Value: '' }] }))
  await iam.send(new UntagInstanceProfileCommand({ ...name, TagKeys: ['a'] }))
  expect((await iam.send(new ListInstanceProfileTagsCommand(name))).Tags).toEqual([{ Key: 'b', Value: '' }])
})
