import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-pods-'))
const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'
const provider = `arn:aws:iam::111122223333:oidc-provider/${issuer}`
const web = (operator: string, subject: string): object => ({
  Effect: 'Allow',
  Principal: { Federated: provider },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { [operator]: { [`${issuer}:sub`]: subject }, StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' } },
})
const one = (subject: string): object => ({
  ...web('StringEquals', subject),
  Condition: { StringEquals: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: 'sts.amazonaws.com' } },
})
const pods = (Action: string | readonly string[]): object => ({
  Effect: 'Allow',
  Principal: { Service: 'pods.eks.amazonaws.com' },
  Action,
  Condition: { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'analytics' } },
})
const trusts: Readonly<Record<string, object>> = {
  loader: one('system:serviceaccount:analytics:loader'),
  anybody: web('StringLike', 'system:serviceaccount:analytics:*'),
  literal: one('system:serviceaccount:analytics:*'),
  instance: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  tagged: pods(['sts:AssumeRole', 'sts:TagSession']),
  untagged: pods('sts:AssumeRole'),
}

beforeAll(() => {
  mkdirSync(join(folder, 'access'))
  for (const [name, statement] of Object.entries(trusts))
    writeFileSync(join(folder, `access/${name}.json`), JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, undefined, 1))
  const roles = Object.keys(trusts).map((name) => `  ${name}: { account: main, trust: ./${name}.json }`)
  writeFileSync(
    join(folder, 'access/fixture.yaml'),
    `description: roles of pods\naccounts: { main: "111122223333" }\nroles:\n${roles.join('\n')}\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

const account = (name: string, role: string, more = ''): string => `---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: ${name}
  namespace: analytics
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/${role}${more}
`

async function ask(manifest: string, ...more: string[]) {
  writeFileSync(join(folder, 'accounts.yaml'), manifest)
  return runCli(['access', 'pods', 'access', 'accounts.yaml', ...more], { cwd: folder })
}

describe('sallyport access pods', () => {
  it('says which service accounts get their role, and of the others why not, at the lines of both files', async () => {
    const audience = '\n    eks.amazonaws.com/audience: other'
    const { code, stdout } = await ask(
      [
        '# rendered\napiVersion: v1\nkind: Namespace\nmetadata: { name: analytics }\n',
        account('loader', 'loader'),
        account('someone', 'anybody'),
        account('louder', 'loader'),
        account('loader', 'literal'),
        account('loader', 'instance'),
        account('loader', 'loadr'),
        account('loader', 'loader', audience),
      ].join(''),
    )
    expect(code).toBe(0)
    expect(stdout).toMatch(/ok {4}analytics\/loader gets arn:aws:iam::111122223333:role\/loader\nok {4}analytics\/someone gets /)
    expect(stdout).toContain('FAIL  analytics/louder does not get arn:aws:iam::111122223333:role/loader\n      accounts.yaml:28:33\n')
    expect(stdout).toMatch(
      /access\/loader\.json:\d+:\d+: StringEquals \S+:sub: wants `system:serviceaccount:analytics:loader`, the request sends `system:serviceaccount:analytics:louder`/,
    )
    expect(stdout).toContain('`StringEquals` takes `*` to the letter: use `StringLike`')
    expect(stdout).toContain('names no OIDC provider')
    expect(stdout).toContain('did you mean `arn:aws:iam::111122223333:role/loader`?')
    expect(stdout).toContain('wants `sts.amazonaws.com`, the request sends `other`')
  })

  it('asks both calls of EKS Pod Identity', async () => {
    const association = (serviceAccount: string, role: string): object => ({
      association: {
        clusterName: 'data',
        namespace: 'analytics',
        serviceAccount,
        roleArn: `arn:aws:iam::111122223333:role/${role}`,
        associationArn: 'arn:aws:eks:eu-west-1:111122223333:podidentityassociation/data/a-1',
      },
    })
    const tagged = await ask(JSON.stringify(association('loader', 'tagged')), '--expect', 'nothing')
    expect([tagged.code, tagged.stdout]).toEqual([0, expect.stringContaining('ok    analytics/loader gets')])
    const untagged = await ask(JSON.stringify(association('loader', 'untagged')), '--expect', 'nothing')
    expect([untagged.code, untagged.stdout]).toEqual([1, expect.stringContaining('needs sts:AssumeRole and sts:TagSession')])
  })

  it('refuses what has no role or is not rendered, at its line', async () => {
    expect(await ask('kind: ServiceAccount\nmetadata: { name: a }\n')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no service account in there has a role'),
    })
    expect(await ask(account('a', 'x').replace(/arn:aws\S+/, '"{{ .Values.role }}"'))).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/accounts\.yaml:8:33: `\{\{ \.Values\.role \}\}` is not the ARN of a role/),
    })
  })
})
