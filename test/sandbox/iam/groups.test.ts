import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteUserCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { customer, refusal, useSandbox } from './iam-world.ts'

const world = useSandbox('groups')

it('a group is created, shown with its users, renamed and deleted', async () => {
  const { iam } = world.root()
  const { Group } = await iam.send(new CreateGroupCommand({ GroupName: 'devs', Path: '/org/' }))
  expect(Group).toMatchObject({ GroupName: 'devs', Arn: `arn:aws:iam::${customer}:group/org/devs` })
  expect(Group?.GroupId).toMatch(/^AGPA[A-Z2-7]{17}$/)
  for (const UserName of ['b', 'A']) {
    await iam.send(new CreateUserCommand({ UserName }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'DEVS', UserName }))
    await iam.send(new AddUserToGroupCommand({ GroupName: 'devs', UserName }))
  }
  const first = await iam.send(new GetGroupCommand({ GroupName: 'devs', MaxItems: 1 }))
  expect(first).toMatchObject({ Group, Users: [{ UserName: 'A' }], IsTruncated: true })
  expect(await iam.send(new GetGroupCommand({ GroupName: 'devs', Marker: first.Marker }))).toMatchObject({ Users: [{ UserName: 'b' }] })
  await iam.send(new UpdateGroupCommand({ GroupName: 'devs', NewGroupName: 'builders', NewPath: '/' }))
  const renamed = { GroupName: 'builders', Arn: `arn:aws:iam::${customer}:group/builders`, GroupId: Group?.GroupId }
  expect((await iam.send(new ListGroupsForUserCommand({ UserName: 'b' }))).Groups).toMatchObject([renamed])
  expect((await refusal(iam.send(new DeleteUserCommand({ UserName: 'b' })))).message).toBe(
    'Cannot delete entity, must remove users from group first.',
  )
  expect((await refusal(iam.send(new DeleteGroupCommand({ GroupName: 'builders' })))).message).toBe(
    'Cannot delete entity, must remove users from group first.',
  )
  for (const UserName of ['A', 'b', 'b']) await iam.send(new RemoveUserFromGroupCommand({ GroupName: 'builders', UserName }))
  await iam.send(new DeleteGroupCommand({ GroupName: 'builders' }))
  expect((await iam.send(new ListGroupsCommand({}))).Groups).toEqual([])
})

it('the user is looked for before the group', async () => {
  const { iam } = world.root()
  const remove = (UserName: string) => iam.send(new RemoveUserFromGroupCommand({ GroupName: 'nowhere', UserName }))
  await iam.send(new CreateUserCommand({ UserName: 'c' }))
  expect((await refusal(remove('nobody'))).message).toBe('The user with name nobody cannot be found.')
  expect((await refusal(remove('c'))).message).toBe('The group with name nowhere cannot be found.')
})

it('a group has a name of its own, also when it is renamed', async () => {
  const { iam } = world.root()
  await iam.send(new CreateGroupCommand({ GroupName: 'one' }))
  await iam.send(new CreateGroupCommand({ GroupName: 'two' }))
  const taken = { code: 'EntityAlreadyExists', message: 'Group with name TWO already exists.', status: 409 }
  expect(await refusal(iam.send(new CreateGroupCommand({ GroupName: 'TWO' })))).toEqual(taken)
  expect(await refusal(iam.send(new UpdateGroupCommand({ GroupName: 'one', NewGroupName: 'TWO' })))).toEqual(taken)
})

it('a user is in ten groups at most', async () => {
  const { iam } = world.root()
  await iam.send(new CreateUserCommand({ UserName: 'joiner' }))
  const join = async (GroupName: string) => {
    await iam.send(new CreateGroupCommand({ GroupName }))
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName: 'joiner' }))
  }
  for (let index = 0; index < 10; index += 1) await join(`group-${index}`)
  expect(await refusal(join('group-10'))).toEqual({
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for GroupsPerUser: 10',
    status: 409,
  })
})
