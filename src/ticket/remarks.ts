import type { Located } from '../base/located.ts'
import type { Problem } from '../base/problem.ts'
import type { S3Connection } from '../connectors/connection.ts'
import type { Ticket, TicketKeyGrant } from './ticket.ts'

/** What a reader of the ticket should know besides: marks of deleted principals, names that a picture may have changed, and grants of keys. */
export function remarksOn({ policies, keyGrants }: Ticket, connection: S3Connection): readonly Problem[] {
  const { bucket, baseDirectory, externalId = '' } = connection
  const ofTexts = policies.flatMap(({ document }) =>
    textsIn(document).flatMap((text) => [...deletedPrincipal(text), ...confusedName(text, [bucket, baseDirectory, externalId])]),
  )
  return [...ofTexts, ...keyGrants.flatMap((grant) => grantBeside(grant, connection))]
}

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/grants.html */
function grantBeside({ at, to, operations, constraints }: TicketKeyGrant, { roleArn }: S3Connection): readonly Problem[] {
  if (to !== roleArn) return []
  const only = constraints !== undefined ? ', with a certain encryption context' : ''
  const message = `a grant lets \`${to}\` use the key for ${operations.join(', ')}${only}, beside its policy`
  const help = 'the replay has it too; no policy shows it, and whoever made it may revoke it'
  return [{ code: 'ticket/key-grant', at, message, help }]
}

type LocatedText = Extract<Located, { readonly kind: 'string' }>

function textsIn(value: Located): readonly LocatedText[] {
  if (value.kind === 'string') return [value]
  if (value.kind === 'array') return value.items.flatMap(textsIn)
  return value.kind === 'object' ? value.members.flatMap(({ value: of }) => textsIn(of)) : []
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles */
function deletedPrincipal({ value, at }: LocatedText): readonly Problem[] {
  const [, kind] = /^A(IDA|ROA)[A-Z0-9]{10,}$/.exec(value) ?? []
  if (kind === undefined) return []
  const who = kind === 'IDA' ? 'user' : 'role'
  const message = `\`${value}\` is what AWS shows in the place of a ${who} that was deleted`
  return [
    {
      code: 'ticket/deleted-principal',
      at,
      message,
      help: `a ${who} of the same name that was created since is not trusted: name its ARN again`,
    },
  ]
}

/** Names that differ only in letters and digits that look alike. */
function confusedName({ value, at }: LocatedText, names: readonly string[]): readonly Problem[] {
  return names.flatMap((name) => {
    const alike = value.split(/[/:]+/).find((part) => part !== name && name.length > 2 && plainLetters(part) === plainLetters(name))
    if (alike === undefined) return []
    const message = `\`${alike}\` and \`${name}\` differ only in characters that look alike`
    return [{ code: 'ticket/look-alike', at, message, help: 'if one of them was read from a picture, compare it with the original' }]
  })
}

const plainLetters = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[0o]/g, 'o')
    .replace(/[1il|]/g, 'l')
    .replace(/[5s]/g, 's')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
