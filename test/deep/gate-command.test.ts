import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folders: string[] = []
let root = ''

const write = (file: string, content: object | string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`)
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

const commit = (): void => {
  git('add', '-A')
  git('commit', '-q', '-m', 'state')
}

const allow = (Action: string | readonly string[], Resource: string, more: object = {}): object => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Read', Effect: 'Allow', Action, Resource, ...more }],
})

const read = allow('s3:GetObject', 'arn:aws:s3:::b/*')

const gate = (...args: readonly string[]) => runCli(['gate', ...args], { cwd: root })

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gate-test-'))
  folders.push(root)
  git('init', '-q')
  write('policies/read.json', read)
  commit()
})

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('sallyport gate', () => {
  it('passes where nothing changed its meaning', async () => {
    write('policies/read.json', allow(['S3:getobject', 's3:GetObject'], 'arn:aws:s3:::b/*'))
    const { code, stdout } = await gate('--base', 'HEAD')
    expect([code, stdout]).toEqual([0, expect.stringContaining('means the same as before')])
  })

  it('refuses what is newly allowed, with an example and the line, and leaves the repository alone', async () => {
    write('policies/read.json', allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::b/*'))
    const status = git('status', '--porcelain')
    const { code, stdout } = await gate('--base', 'HEAD')
    expect(code).toBe(1)
    expect(stdout).toContain('+ newly allowed: s3:PutObject on arn:aws:s3:::b/*')
    expect(stdout).toContain('example   s3:PutObject on arn:aws:s3:::b/x')
    expect(stdout).toContain('statement Read at policies/read.json:4:5')
    expect(git('status', '--porcelain')).toBe(status)
  })

  it('passes new access that somebody accepted, until that ends', async () => {
    write('policies/read.json', allow(['s3:GetObject', 's3:GetBucketAcl', 's3:PutObject'], '*'))
    const { stdout } = await gate('--base', 'HEAD', '--json')
    const report = JSON.parse(stdout) as { changes: { newlyAllowed: { id: string }[] }[] }
    const ids = report.changes.flatMap(({ newlyAllowed }) => newlyAllowed.map(({ id }) => id))
    const entry = (id: string, index: number): string =>
      `  - { finding: "${id}", reason: planned, owner: ana, expires: "${index === 0 ? 2999 : 2001}-01-01" }\n`
    write('sallyport-accepted.yaml', `accepted:\n${ids.map(entry).join('')}`)
    const again = await gate('--base', 'HEAD')
    expect(again.code).toBe(1)
    expect(again.stdout).toContain('accepted  planned (ana, until 2999-01-01)')
    expect(again.stdout).toContain('ended on 2001-01-01')
  })

  it('compares two files', async () => {
    write('before.json', read)
    write('after.json', allow('s3:GetObject', '*'))
    const { code, stdout } = await gate('before.json', 'after.json', '--json')
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { verdict: 'new-access', changes: [{ newlyAllowed: [{ witness: { action: 's3:GetObject' } }] }] },
    ])
    expect((await gate('after.json', 'before.json')).code).toBe(0)
  })

  it('writes what code scanning, pull requests and annotations read', async () => {
    write('policies/read.json', allow('s3:GetObject', '*'))
    const { code, stdout } = await gate('--base', 'HEAD', '-r', 'github', '-r', 'sarif=out/gate.sarif', '-r', 'markdown=out/gate.md')
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /^::error file=policies\/read\.json,line=4,col=5,endLine=\d+,title=Sallyport gate%3A newly allowed::s3:GetObject/,
    )
    const sarif = JSON.parse(readFileSync(join(root, 'out/gate.sarif'), 'utf8')) as { runs: { results: { ruleId: string }[] }[] }
    expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(['new-access'])
    expect(readFileSync(join(root, 'out/gate.md'), 'utf8')).toContain('| + | \\* | Allow | s3:GetObject |  |  |')
  })

  it('sees a deny that is gone, though the policy allows nothing itself', async () => {
    write('guard.json', {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' },
        { Effect: 'Deny', Action: 's3:PutObject', Resource: '*' },
      ],
    })
    commit()
    write('guard.json', { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:PutObject', Resource: '*' }] })
    const { code, stdout } = await gate('--base', 'HEAD')
    expect([code, stdout]).toEqual([1, expect.stringContaining('+ newly allowed: s3:DeleteBucket')])
  })

  it('compares all that is attached to a principal of a fixture', async () => {
    const fixture = (policies: string): string =>
      `description: one role\naccounts: { own: "111122223333" }\nroles:\n  r: { account: own, trust: ./trust.json, policies: { ${policies} } }\n`
    write('set/trust.json', {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    })
    write('set/read.json', allow('s3:*', 'arn:aws:s3:::b/*'))
    write('set/guard.json', { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 's3:DeleteObject', Resource: '*' }] })
    write('set/fixture.yaml', fixture('read: ./read.json, guard: ./guard.json'))
    commit()
    write('set/fixture.yaml', fixture('read: ./read.json'))
    rmSync(join(root, 'set/guard.json'))
    const { code, stdout } = await gate('--base', 'HEAD')
    expect([code, stdout]).toEqual([1, expect.stringContaining('+ newly allowed: s3:DeleteObject on arn:aws:s3:::b/*')])
    expect(stdout).toContain('by arn:aws:iam::111122223333:role/r')
  })

  it('compares the policies of access points and catalogs of a fixture', async () => {
    const account = '111122223333'
    const to = (Action: string, Resource: string): object => allow(Action, Resource, { Principal: { AWS: '444455556666' } })
    const point = `arn:aws:s3:us-east-1:${account}:accesspoint/daily/object/*`
    const catalog = `arn:aws:glue:us-east-1:${account}:*`
    write('set/point.json', to('s3:GetObject', point))
    write('set/catalog.json', to('glue:GetTable', catalog))
    write(
      'set/fixture.yaml',
      `description: d
accounts: { customer: "${account}" }
buckets: { acme-lake: { account: customer, region: us-east-1 } }
accessPoints: { daily: { account: customer, bucket: acme-lake, policy: ./point.json } }
catalogs: { main: { account: customer, region: us-east-1, policy: ./catalog.json } }
`,
    )
    commit()
    write('set/point.json', to('s3:*Object', point))
    write('set/catalog.json', to('glue:*Table', catalog))
    const { code, stdout } = await gate('--base', 'HEAD')
    expect(code).toBe(1)
    expect(stdout).toMatch(/policy of the access point daily[\s\S]*s3:/)
    expect(stdout).toMatch(/policy of the catalog main[\s\S]*glue:/)
  })

  it('compares who reaches what in the network of a fixture', async () => {
    cpSync(new URL('../../policies/postgres', import.meta.url), join(root, 'set'), { recursive: true })
    commit()
    const fixture = readFileSync(join(root, 'set/fixture.yaml'), 'utf8')
    write('set/fixture.yaml', fixture.replace('203.0.113.7/32', '203.0.113.0/28'))
    const { code, stdout } = await gate('--base', 'HEAD', '--no-scenarios')
    expect(code).toBe(1)
    expect(stdout).toContain('+ newly reached: tcp/5432 of database-1 from 203.0.113.0-203.0.113.6, 203.0.113.9-203.0.113.15')
    expect(stdout).toContain('example   203.0.113.0 to database-1 at tcp/5432')
  })

  it('holds rules against every policy, changed or not', async () => {
    write(
      'own.rules.yaml',
      'never:\n  - { actions: [s3:Get*], resources: ["arn:aws:s3:::b/secret/*"], because: payroll }\nalways:\n  - { of: policies/*, actions: s3:GetObject, resources: ["arn:aws:s3:::b/in/*"] }\nonly:\n  - { of: policies/*, actions: s3:GetObject }\n',
    )
    const { code, stdout } = await gate('--base', 'HEAD')
    expect(code).toBe(1)
    expect(stdout).toContain('3 rules checked')
    expect(stdout).toContain(
      'never: s3:Get* on arn:aws:s3:::b/secret/* for * (payroll): does not hold for policies/read.json, which allows s3:GetObject on arn:aws:s3:::b/secret/',
    )
    expect(stdout).not.toContain('always:')
    write('own.rules.yaml', 'always:\n  - { of: nobody, actions: s3:GetObject }\n')
    expect(await gate('--base', 'HEAD')).toMatchObject({ code: 2, stderr: expect.stringContaining('the rule is about `nobody`') })
  })

  describe('never passes by looking at nothing', () => {
    it('where there are no policies', async () => {
      git('rm', '-q', '-r', 'policies')
      write('empty.txt', 'nothing')
      commit()
      const { code, stderr } = await gate('--base', 'HEAD')
      expect([code, stderr]).toEqual([2, expect.stringContaining('no policies found')])
    })

    it('where the base does not exist, or a shallow clone lacks it', async () => {
      expect((await gate('--base', 'nowhere')).stderr).toContain('there is no commit and no folder `nowhere`')
      write('policies/read.json', allow('s3:*', '*'))
      commit()
      const clone = mkdtempSync(join(tmpdir(), 'gate-clone-'))
      folders.push(clone)
      execFileSync('git', ['clone', '-q', '--depth', '1', `file://${root}`, clone], { stdio: 'ignore' })
      root = clone
      const { code, stderr } = await gate('--base', 'HEAD~1')
      expect([code, stderr]).toEqual([3, expect.stringContaining('shallow clone')])
    })

    it('where a policy is removed or renamed; one that only moved is the same', async () => {
      write('policies/second.json', allow('s3:PutObject', '*'))
      commit()
      renameSync(join(root, 'policies/second.json'), join(root, 'policies/moved.json'))
      rmSync(join(root, 'policies/read.json'))
      write('policies/other.json', allow('s3:*', '*'))
      const { code, stderr } = await gate('--base', 'HEAD')
      expect([code, stderr]).toEqual([2, expect.stringContaining('`policies/read.json` is removed or renamed')])
      expect(stderr).not.toContain('second.json')
    })

    it('where a file has a merge conflict', async () => {
      write('policies/read.json', `<<<<<<< ours\n${JSON.stringify(read)}\n=======\n{}\n>>>>>>> theirs\n`)
      expect(await gate('--base', 'HEAD')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('a merge conflict is left in the file'),
      })
    })

    it('where a file is cut off or too large: all of them are named', async () => {
      write('policies/read.json', JSON.stringify(read).slice(0, -5))
      write('policies/large.json', JSON.stringify(read) + ' '.repeat(1024 * 1024))
      const { code, stderr } = await gate('--base', 'HEAD')
      expect(code).toBe(2)
      expect(stderr).toContain('policies/read.json:1:')
      expect(stderr).toContain('more than any policy')
    })

    it('where AWS would refuse one of the two', async () => {
      write('policies/read.json', allow('s3:GetObject', 'not an arn'))
      expect(await gate('--base', 'HEAD')).toMatchObject({ code: 2, stderr: expect.stringContaining('AWS refuses to save this') })
    })

    it('where it cannot be decided', async () => {
      write('before.json', allow('s3:GetObject', 'arn:aws:s3:::b/home/${aws:username}/*'))
      write('after.json', {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/home/*' },
          { Effect: 'Deny', Action: 's3:GetObject', NotResource: 'arn:aws:s3:::b/home/${aws:username}/*' },
        ],
      })
      const { code, stdout } = await gate('before.json', 'after.json', '--fail-on', 'none')
      expect([code, stdout]).toEqual([3, expect.stringContaining('could not decide everything')])
    })
  })
})
