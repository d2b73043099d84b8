import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('sallyport init', () => {
  it('makes a project of policies that do not work, says what is wrong, and expects it for now', { timeout: 120_000 }, async () => {
    const read = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: 'arn:aws:s3:::shop-exports/daily/*' }],
    }
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '223344556677' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'ws-1' } },
        },
      ],
    }
    writeFileSync(join(folder, 'access.json'), JSON.stringify(read))
    writeFileSync(join(folder, 'who.json'), JSON.stringify(trust))
    const { stdout, code } = await runCli(['init', 'own', '--from', 'access.json', 'who.json'], { cwd: folder })
    expect(stdout).toContain('FAIL  as it is')
    expect(stdout).toContain('1 case, 1 as expected')
    expect(code).toBe(0)
    const scenario = parse(readFileSync(join(folder, 'own/scenarios/first.yaml'), 'utf8'))
    expect(scenario.connection).toEqual({
      iamRole: 'VendorReader',
      externalId: 'ws-1',
      inputBucket: 'shop-exports',
      baseDirectory: 'daily',
    })
    expect(scenario.cases['as it is'].expect).toEqual({ fault: 'list-on-object-arn' })
  })

  it('overwrites nothing', async () => {
    writeFileSync(join(folder, 'own/policies/first/who.json'), '{}')
    const { code, stderr } = await runCli(['init', 'own', '--from', 'access.json', 'who.json'], { cwd: folder })
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('`own/policies/first/who.json`') })
  })
})

describe('sallyport schema', () => {
  it('prints the schemas that ship, by their names', async () => {
    const { stdout } = await runCli(['schema'])
    expect(stdout.trim().split('\n')).toEqual(expect.arrayContaining(['fixture', 'scenario', 'suppressions']))
    expect(JSON.parse((await runCli(['schema', 'scenario'])).stdout).title).toBe('A Sallyport scenario')
    expect(await runCli(['schema', 'scenaro'])).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean `scenario`?') })
  })
})

describe('sallyport completions', () => {
  it('complete commands, options and faults in bash', async () => {
    const { stdout } = await runCli(['completions', 'bash'])
    const complete = (...words: string[]): string[] => {
      const script = `${stdout}\nCOMP_WORDS=(sallyport ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _sallyport; printf '%s\\n' "\${COMPREPLY[@]}"`
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split('\n')
    }
    expect(complete('exp')).toEqual(['explain'])
    expect(complete('test', '--last')).toEqual(['--last-failed'])
    expect(complete('test', '-r', 'sa')).toEqual(['sarif'])
    expect(complete('faults', 'wrong-sec')).toEqual(['wrong-secret'])
    expect(complete('sandbox', 'exec', '--a')).toEqual(expect.arrayContaining(['--as']))
  })

  it.each(['zsh', 'fish'])('are there for %s', async (shell) => {
    expect((await runCli(['completions', shell])).stdout).toContain('last-failed')
  })
})

describe('sallyport doctor', () => {
  it('finds what is there and what is missing, and tells no secret', async () => {
    const here = await runCli(['doctor'], { env: { ...process.env, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE' } })
    expect(here).toMatchObject({ code: 0, stdout: expect.stringContaining('starts on loopback') })
    expect(here.stdout).toContain('AWS_ACCESS_KEY_ID')
    expect(here.stdout).not.toContain('AKIAEXAMPLE')
    const elsewhere = await runCli(['doctor', '--json'], { cwd: tmpdir() })
    expect(elsewhere.code).toBe(1)
    expect(JSON.parse(elsewhere.stdout)).toContainEqual(
      expect.objectContaining({ what: 'scenarios', advice: expect.stringContaining('sallyport init') }),
    )
  })
})
