import { type MappedText, replaceText, spanOfText } from '../base/mapped-text.ts'
import { parseDenialText } from '../diagnose/denial-text.ts'
import type { Findings } from './findings.ts'
import { certificateMismatch, messageCodes } from './message-codes.ts'
import { isOfServer, serverTexts } from './server-texts.ts'
import type { TicketError } from './ticket.ts'

/** AWS's sentence for a denied request, over as many lines as mail has made of it. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
const denial = new RegExp(
  [
    String.raw`User:\s+\S+\s+is\s+not\s+authorized\s+to\s+perform:\s+[\w-]+:\w+`,
    String.raw`(?:\s+on\s+(?:resource:\s+(?:\\?"arn:[^"\\\n]+\\?"|\\?"?[^\s"\\]+\\?"?)|this\s+resource|the\s+resource\s+associated\s+with\s+this\s+ciphertext))?`,
    String.raw`(?:\s+because\s+(?:no\s+[\w\s-]{4,40}?\s+allows?\s+the\s+\S+\s+action|the\s+resource\s+does\s+not\s+exist\s+in\s+this\s+Region,[\w\s,-]+?explicitly\s+denies\s+access|[\w\s-]+?are\s+prevented\s+by\s+[\w\s]+Block\s+Public\s+Access)`,
    String.raw`|\s+with\s+an\s+explicit\s+deny\s+in\s+(?:an?|the)\s+[\w\s-]{4,40}?(?:policy|boundary)(?::\s+arn:[^\s"<]+)?)?`,
  ].join(''),
  'g',
)

/** `An error occurred (AccessDenied) when calling the ListObjectsV2 operation: Access Denied`, as the AWS CLI and boto3 have it. */
const botocore =
  /An\s+error\s+occurred\s+\(([\w.]+)\)\s+when\s+calling\s+the\s+(\w+)\s+operation(?:\s+\(reached\s+max\s+retries:\s+\d+\))?:[ \t]*([^\n]*?)(?="[,}\]]|\n|$)/g

/** `api error Forbidden: Forbidden`, as the SDK for Go has it; an answer to HEAD has no words of its own. */
const goSdk = /\bapi error ([A-Z]\w+):[ \t]*([^\n]*?)(?="[,}\]]|\n|$)/g

const knownMessages = [...messageCodes, ...serverTexts.map(({ code, pattern }) => [code, pattern] as const)]

/** Finds AWS's refusals in prose, logs and XML. Gives the prose without them, so that nothing else is looked for there. */
export function findErrors(prose: MappedText, into: Findings): MappedText {
  const taken: Stretch[] = []
  const found: TicketError[] = []
  const add = (stretch: Stretch, told: Told): void => {
    if (taken.some(({ start, end }) => stretch.start < end && start < stretch.end)) return
    taken.push(stretch)
    found.push(errorAt(prose, stretch, told))
  }
  for (const match of prose.text.matchAll(denial)) add(stretchOf(match), { message: tidy(match[0]) })
  for (const match of prose.text.matchAll(botocore)) {
    const [, code = '', operation = '', rest = ''] = match
    add(stretchOf(match), { code, operation, ...(rest.trim() === '' ? {} : { message: rest.trim() }) })
  }
  for (const [code, pattern] of knownMessages) {
    for (const match of prose.text.matchAll(pattern))
      add(stretchOf(match), { ...(code === undefined ? {} : { code }), message: tidy(match[0]) })
  }
  for (const match of prose.text.matchAll(certificateMismatch)) add(stretchOf(match), { message: tidy(match[0]) })
  for (const match of prose.text.matchAll(goSdk)) {
    const [, code = '', rest = ''] = match
    add(stretchOf(match), { code, ...(rest.trim() === '' || rest.trim() === code ? {} : { message: rest.trim() }) })
  }
  if (found.length === 0) for (const match of prose.text.matchAll(bareCode)) add(stretchOf(match), { code: match[0] })
  if (found.length === 0) for (const match of prose.text.matchAll(bareStatus)) add(stretchOf(match), { code: '403' })
  const isOnly = [...into.errors, ...found].every((error) => isVague(error) || isEveryday(error))
  const told = found.filter((error) => (isEveryday(error) ? isOnly && into.policies.length === 0 : !isVague(error) || isOnly))
  for (const error of told.toSorted((a, b) => a.at.start.offset - b.at.start.offset))
    addError(
      error,
      `it is in the words of ${isOfServer(error) ? 'a server, or of its client' : isOfClient(error) ? 'a client' : 'AWS'}`,
      into,
    )
  return replaceText(
    prose,
    taken.toSorted((a, b) => a.start - b.start).map(({ start, end }) => ({ start, end, text: '\n' })),
  )
}

/** `Access Denied` in a sentence of the customer's own says nothing beside AWS's full answer. */
const isVague = ({ message, operation, status, requestId, event }: TicketError): boolean =>
  message === 'Access Denied' && operation === undefined && status === undefined && requestId === undefined && event === undefined

/** Shells and programs say it too: it tells of a server only where the ticket has nothing else to go by. */
const isEveryday = ({ message = '' }: TicketError): boolean => /^(?:No such file(?: or directory)?|Authentication failed\.)$/.test(message)

/** A code alone says nothing beside an error that has it with AWS's words. */
export const isSaidBy = (error: TicketError, others: readonly TicketError[]): boolean =>
  Object.keys(error).every((key) => key === 'at' || key === 'code') &&
  others.some((other) => other !== error && other.code === error.code && other.message !== undefined)

/** The client found something before it asked AWS. */
export const isOfClient = ({ message = '' }: TicketError): boolean => message.search(certificateMismatch) === 0

/** Adds a refusal that the ticket does not have yet. */
export function addError(error: TicketError, because: string, into: Findings): void {
  if (!addUntold(error, into)) return
  into.understand(
    error.at,
    isOfServer(error) ? 'an error of a server' : isOfClient(error) ? 'an error of a client' : 'an error of AWS',
    because,
  )
}

/** Adds it without saying so, and answers whether the ticket did not have it yet. */
export function addUntold(error: TicketError, into: Findings): boolean {
  const same = (other: TicketError): boolean =>
    other.message === error.message && other.code === error.code && other.operation === error.operation && other.resource === error.resource
  if (into.errors.some(same)) return false
  into.errors.push(error)
  return true
}

interface Stretch {
  readonly start: number
  readonly end: number
}

const stretchOf = (match: RegExpExecArray): Stretch => ({ start: match.index, end: match.index + match[0].length })

interface Told {
  readonly message?: string
  readonly code?: string
  readonly operation?: string
}

/** On one line, with the quotes that a log has escaped, and without the one that ends the string around it. */
const tidy = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replaceAll('\\"', '"')
    .replace(/^([^"]*)"$/, '$1')
    .trim()

const bareCode =
  /\b(?:AccessDenied(?:Exception)?|InvalidAccessKeyId|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|NoSuchBucket|PermanentRedirect|AuthorizationHeaderMalformed|RequestTimeTooSkewed|MalformedPolicyDocument|MalformedPolicy)\b/g

/** All that a page or a log may show of a refusal. */
const bareStatus =
  /\b403 Forbidden\b|\bStatus Code:? Forbidden\b|\bForbidden \(403\)|\b(?:HTTP|[Ss]tatus(?: [Cc]ode)?)[ :]{1,2}403\b|\b(?:error|code) 403\b/g

/** How far around the message a client says what it called, and what came back; an empty line ends it. */
const around = 400

const emptyLine = /\n[ \t]*\r?\n/

function errorAt(prose: MappedText, { start, end }: Stretch, told: Told): TicketError {
  const before =
    prose.text
      .slice(Math.max(0, start - around), start)
      .split(emptyLine)
      .at(-1) ?? ''
  const after = prose.text.slice(end, end + around).split(emptyLine)[0] ?? ''
  const code = told.code ?? lastIn(before, passingOn) ?? firstIn(after, codesAfter) ?? lastIn(before, codesBefore)
  const frame = firstIn(after, framesAfter)
  const operation = told.operation ?? lastIn(before, operations) ?? (frame === undefined ? firstIn(after, operationsAfter) : capital(frame))
  const status = lastIn(before, statuses) ?? firstIn(after, statuses)
  const requestId = lastIn(before, requestIds) ?? firstIn(after, requestIds)
  return describeError({
    at: spanOfText(prose, start, end),
    ...(told.message === undefined ? {} : { message: told.message }),
    ...(code === undefined ? {} : codesOf(code)),
    ...(operation === undefined ? {} : { operation: `${serviceOf(operation)}:${operation}` }),
    ...(status === undefined ? {} : { status: Number(status) }),
    ...(requestId === undefined ? {} : { requestId }),
  })
}

/** The code by which errors are compared, and the one that the customer saw where it is another. */
export function codesOf(written: string): Pick<TicketError, 'code' | 'written'> {
  const own = written.replace(/^.*#/, '')
  const code = plainCode(own)
  return { code, ...(code === own ? {} : { written: own }) }
}

/** KMS and Glue write `AccessDeniedException`, some SDKs put the service before it, and a redirect of HEAD has no code but the status. */
const plainCode = (code: string): string =>
  code.replace(/^AccessDeniedException$/, 'AccessDenied').replace(/^(?:MovedPermanently|301)$/, 'PermanentRedirect')

/** Takes AWS's sentence apart. */
export function describeError(error: TicketError): TicketError {
  const { principal, action, resource } = parseDenialText(error.message ?? '')
  const isDenial = action !== undefined && !/UnauthorizedOperation|GlueEncryptionException/.test(error.code ?? '')
  return {
    ...error,
    ...(isDenial ? { code: 'AccessDenied' } : {}),
    ...(principal === undefined ? {} : { principal }),
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
  }
}

type Patterns = readonly RegExp[]

const capital = (method: string): string => method.charAt(0).toUpperCase() + method.slice(1)

/** Glue passes on what KMS says; its own code stands before that. */
const passingOn: Patterns = [/\b(GlueEncryptionException)\b/g]
const codesBefore: Patterns = [
  /<Code>([\w.]+)<\/Code>/g,
  /\bapi error ([\w.]+):/g,
  /\b(?!\w*(?:Exception|Error):)([A-Z]\w+):\s*$/g,
  /\(([A-Z]\w+)\)[^()\n]*:\s*$/g,
]
const codesAfter: Patterns = [/^[^\n]*?Error Code: ([\w.]+)/g]
const operations: Patterns = [
  /operation error \w+: (\w+)/g,
  /when calling the (\w+) operation/g,
  /\bcalling (\w+) operation/g,
  /\b(AssumeRole)\b/g,
]
const operationsAfter: Patterns = [/\b(?:calling|during|in) (?:the )?((?!ListJSON)[A-Z]\w+)(?: operation|\b)/g]
/** `at com.amazonaws.services.s3.AmazonS3Client.abortMultipartUpload(AmazonS3Client.java:3410)`: the methods of AWS's clients are named like their operations. */
const framesAfter: Patterns = [/\bat (?:software|com)\.amazon\w*\.[\w.]*Client\.(?!do|invoke|execute)([a-z]\w+)\(/g]
const statuses: Patterns = [/Status ?Code:? (\d{3})/g, /\bHTTP\/?[\d.]* (\d{3})\b/g]
const requestIds: Patterns = [/Request ?ID: ([\w-]+)/gi, /<RequestId>([\w-]+)<\/RequestId>/g]

const firstIn = (text: string, patterns: Patterns): string | undefined =>
  patterns.flatMap((pattern) => Array.from(text.matchAll(pattern), ([, found]) => found ?? ''))[0]

function lastIn(text: string, patterns: Patterns): string | undefined {
  for (const pattern of patterns) {
    const found = Array.from(text.matchAll(pattern), ([, one]) => one ?? '').at(-1)
    if (found !== undefined) return found
  }
  return undefined
}

/** Operations of services other than S3, as far as tickets have them. */
const services: Readonly<Record<string, readonly string[]>> = {
  sts: ['AssumeRole', 'GetCallerIdentity', 'AssumeRoleWithWebIdentity', 'AssumeRoleWithSAML', 'GetSessionToken', 'GetFederationToken'],
  kms: ['Decrypt', 'Encrypt', 'GenerateDataKey', 'DescribeKey', 'GetKeyPolicy', 'PutKeyPolicy', 'ReEncrypt'],
  glue: 'GetDatabase GetDatabases CreateDatabase UpdateDatabase DeleteDatabase GetTable GetTables CreateTable UpdateTable DeleteTable GetPartition GetPartitions CreatePartition BatchGetPartition BatchCreatePartition'.split(
    ' ',
  ),
  iam: ['CreatePolicy', 'CreateRole', 'PutRolePolicy', 'PutUserPolicy', 'UpdateAssumeRolePolicy', 'CreatePolicyVersion', 'GetRole'],
}

export const serviceOf = (operation: string): string =>
  Object.keys(services).find((service) => services[service]?.includes(operation)) ?? 's3'
