import fc from 'fast-check'

const pretty = (value: object): string => JSON.stringify(value, undefined, 2)
const allow = (Action: string | readonly string[], Resource: string | readonly string[]): object => ({ Effect: 'Allow', Action, Resource })
const policy = (...Statement: readonly object[]): string => pretty({ Version: '2012-10-17', Statement })
const trust = (id: string): string =>
  policy({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::444455556666:user/vendor' },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': id } },
  })
const settings = 'Role ARN: arn:aws:iam::111122223333:role/Importer\nExternal ID: acme-42\nBucket: acme-exports\nBase directory: daily'
const permissions = (files: string): string =>
  policy(allow('s3:ListBucket', 'arn:aws:s3:::acme-exports'), allow('s3:GetObject', `arn:aws:s3:::acme-exports${files}`))
const forbid = policy({
  Sid: 'NoPlainHttp',
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::acme-exports', 'arn:aws:s3:::acme-exports/*'],
  Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } },
})

/** Tickets in their parts, and the faults that are in them. */
export const tickets: readonly (readonly [parts: readonly string[], faults: readonly string[]])[] = [
  [[settings, trust('acme-42'), permissions('/daily/*')], []],
  [
    [settings, trust('acme-24'), permissions('')],
    ['object-arn-missing-wildcard', 'trust-external-id-mismatch'],
  ],
  [
    [settings, trust('acme-42'), permissions('/dayly/*'), forbid],
    ['object-arn-wrong-prefix', 'source-vpce-deny'],
  ],
]

/** What mail, chats and word processors make of a text; each leaves what it says as it is. */
const manglings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/^/gm, '> '),
  (text) => text.replace(/^/gm, '    '),
  (text) => text.replace(/"([^"\n]*)"/g, '“$1”'),
  (text) => (text.startsWith('{') ? text.replaceAll('"', "'") : text),
  (text) => text.replace(/\n(\s*[}\]])/g, ',\n$1'),
  (text) => text.replace(/\n/g, '\r\n'),
  (text) => text.replace(/ {2}/g, '\u00a0 '),
  (text) => (text.startsWith('{') ? JSON.stringify(JSON.parse(text)) : text),
  (text) => `Hello,\nthis is what we have:\n\n${text}\n\nThank you.`,
  (text) => `\`\`\`\n${text}\n\`\`\``,
  (text) => (text.startsWith('{') ? `@@ -0,0 +1,${text.split('\n').length} @@\n${text.replace(/^/gm, '+')}\n` : text),
]

/** A ticket whose parts were mangled and shuffled, with the faults in it. */
export const anyTicket = fc.constantFrom(...tickets).chain(([parts, faults]) =>
  fc.record({
    faults: fc.constant(faults),
    parts: fc
      .tuple(...parts.map((part) => fc.constantFrom(...manglings).map((mangle) => mangle(part))))
      .chain((mangled) => fc.shuffledSubarray([...mangled], { minLength: mangled.length })),
  }),
)
