import { expect, it } from 'vitest'
import { renderCodeFrame } from '../../src/base/code-frame.ts'
import { hideSecrets } from '../../src/base/hide-secrets.ts'

it.each([
  ['connection: { user: etl, password: hush-hush, database: d }', 'connection: { user: etl, password: *********, database: d }'],
  ['  password: "two words, and more" # why', '  password: "*** ****** *** ****" # why'],
  [
    '{ "AccessKeyId": "AKIAX", "SecretAccessKey": "a/b+c", "Expiration": "x" }',
    '{ "AccessKeyId": "*****", "SecretAccessKey": "*****", "Expiration": "x" }',
  ],
  ['aws_secret_access_key = a/b', 'aws_secret_access_key = ***'],
  ['accessKeys: [{ accessKeyId: KEY, secretAccessKey: a secret }]', 'accessKeys: [{ accessKeyId: ***, secretAccessKey: * ****** }]'],
  ['  sessionToken: IQoJ==', '  sessionToken: ******'],
  [`  ${'MIIEpAIBAAKCAQEA'.repeat(4)}`, `  ${'*'.repeat(64)}`],
  ['users: { loader: made-up, owner: "${password}" }', 'users: { loader: *******, owner: "***********" }'],
])('a line is shown without its secrets, as wide as before: %s', (line, shown) => {
  expect(hideSecrets(line)).toBe(shown)
  expect(renderCodeFrame({ file: 'f', start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 2, offset: 1 } }, line)[0]).toBe(
    `  1 | ${shown}`,
  )
})

it.each([
  '"Action": ["iam:CreateAccessKey", "secretsmanager:GetSecretValue"],',
  '"Resource": "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-x1",',
  '  etl-app: { account: vendor, policies: { assume: ./vendor-assume.json } }',
  'users: { ana: { account: vendor } }',
  'access: [{ users: [loader], cidr: 10.0.0.0/8 }]',
  '"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"',
  '"aws:TokenIssueTime": "2026-01-01T00:00:00Z"',
])('a policy and a fixture have none: %s', (line) => {
  expect(hideSecrets(line)).toBe(line)
})
