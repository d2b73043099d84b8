import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { leastOf } from '../../src/cli/access/access-least.ts'
import { refusePolicy } from '../../src/policy/refuse-policy.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'access-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const write = (name: string, ...Statement: readonly object[]): void =>
  writeFileSync(join(folder, name), JSON.stringify({ Version: '2012-10-17', Statement }))
const ask = (...args: readonly string[]) => runCli(['access', ...args], { cwd: folder })

describe('sallyport access', () => {
  it('least: the shipped role has what its connection needs, and nothing more; the proposal is one that AWS saves', async () => {
    const answers = (await leastOf(['scenarios/s3-input.yaml'], 10)) ?? []
    const role = answers.find(({ about }) => about.endsWith('role/EtleapInput'))
    expect(role).toMatchObject({ findings: [], undecided: [] })
    for (const { proposal } of answers) expect(refusePolicy(JSON.stringify(proposal), 'managed')).toBeUndefined()
    const user = answers.find(({ about }) => about.endsWith('user/etl-app'))
    expect(user?.findings.map(({ what, finding }) => `${what}: ${finding.actions.join()}`)).toEqual(['granted beyond it: sts:AssumeRole'])
  })

  it('dead, compare and ever: exit code and statement', async () => {
    const all = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
    write('both.json', all, { Sid: 'Dead', Effect: 'Allow', Action: 's3:GetObject', Resource: '*' })
    write('one.json', all)
    expect(await ask('dead', 'both.json', '--expect', 'nothing')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('statement Dead at both.json:1:88'),
    })
    expect(await ask('compare', 'both.json', 'one.json', '--expect', 'nothing')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('equivalent'),
    })
    expect(await ask('ever', 'one.json', '--action', 'iam:*', '--expect', 'nothing')).toMatchObject({ code: 0 })
  })

  it('outside: who is not trusted; without a word of trust it does not guess', async () => {
    const open = { Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' }
    write('bucket-policy.json', open)
    expect(await ask('outside', 'bucket-policy.json', '--account', '111122223333', '--expect', 'nothing')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('by 444455556666'),
    })
    expect(await ask('outside', 'bucket-policy.json')).toMatchObject({ code: 2, stderr: expect.stringContaining('nobody said') })
  })
})
