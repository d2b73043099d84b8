import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListOpenIDConnectProviderTagsCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from '@aws-sdk/client-iam'
import { expect, it } from 'vitest'
import { customer, refusal, useSandbox } from './iam-world.ts'

const world = useSandbox('oidc')
const thumbprint = 'a'.repeat(40)

it('an OpenID Connect provider is known by its host and path', async () => {
  const { iam } = world.root()
  const Url = 'https://token.example.com/team'
  const { OpenIDConnectProviderArn } = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'], ThumbprintList: [thumbprint] }),
  )
  expect(OpenIDConnectProviderArn).toBe(`arn:aws:iam::${customer}:oidc-provider/token.example.com/team`)
  const provider = { OpenIDConnectProviderArn }
  await iam.send(new AddClientIDToOpenIDConnectProviderCommand({ ...provider, ClientID: 'other' }))
  await iam.send(new RemoveClientIDFromOpenIDConnectProviderCommand({ ...provider, ClientID: 'sts.amazonaws.com' }))
  await iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ ...provider, ThumbprintList: ['b'.repeat(40)] }))
  await iam.send(new TagOpenIDConnectProviderCommand({ ...provider, Tags: [{ Key: 'k', Value: 'v' }] }))
  expect(await iam.send(new GetOpenIDConnectProviderCommand(provider))).toMatchObject({
    Url: 'token.example.com/team',
    ClientIDList: ['other'],
    ThumbprintList: ['b'.repeat(40)],
    Tags: [{ Key: 'k', Value: 'v' }],
  })
  expect((await iam.send(new ListOpenIDConnectProviderTagsCommand(provider))).Tags).toHaveLength(1)
  expect((await iam.send(new ListOpenIDConnectProvidersCommand({}))).OpenIDConnectProviderList).toEqual([{ Arn: OpenIDConnectProviderArn }])
  expect(await refusal(iam.send(new CreateOpenIDConnectProviderCommand({ Url })))).toEqual({
    code: 'EntityAlreadyExists',
    message: `Provider with url ${Url} already exists.`,
    status: 409,
  })
  await iam.send(new DeleteOpenIDConnectProviderCommand(provider))
  expect((await refusal(iam.send(new GetOpenIDConnectProviderCommand(provider)))).message).toBe(
    `OpenIDConnect Provider not found for arn ${OpenIDConnectProviderArn}`,
  )
  expect((await refusal(iam.send(new DeleteOpenIDConnectProviderCommand(provider)))).message).toBe(
    `OpenId connect Provider ${OpenIDConnectProviderArn} cannot be found.`,
  )
})

it('a provider that cannot be one is refused', async () => {
  const { iam } = world.root()
  const create = (input: { Url: string; ClientIDList?: string[]; ThumbprintList?: string[] }) =>
    refusal(iam.send(new CreateOpenIDConnectProviderCommand(input)))
  expect(await create({ Url: 'http://plain.example.com' })).toEqual({
    code: 'ValidationError',
    message: 'Invalid Open ID Connect Provider URL',
    status: 400,
  })
  const Url = 'https://many.example.com'
  expect(await create({ Url, ThumbprintList: Array(6).fill(thumbprint) })).toEqual({
    code: 'InvalidInput',
    message: 'Thumbprint list must contain fewer than 5 entries.',
    status: 400,
  })
  expect(await create({ Url, ClientIDList: Array.from({ length: 101 }, (_, index) => `client-${index}`) })).toEqual({
    code: 'LimitExceeded',
    message: 'Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: 100',
    status: 409,
  })
})
