import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

/*
 * What repositories do to a gate, tried from the shell. A change that newly allows `s3:PutObject` is refused, or there is a sentence that says why nothing can be
 * said; it never passes.
 */

const cli = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const outside = mkdtempSync(join(tmpdir(), 'gate-outside-'))
const folders: string[] = [outside]
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const policy = (...Action: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: 'arn:aws:s3:::b/*' }] })
const narrow = policy('s3:GetObject')
const wide = policy('s3:GetObject', 's3:PutObject')

class Repository {
  root: string

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'gate-repository-'))
    folders.push(this.root)
    this.git('init', '-q', '-b', 'main')
    this.write('policies/read.json', narrow)
    this.commit()
  }

  git(...args: readonly string[]): void {
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'protocol.file.allow=always', ...args], {
      cwd: this.root,
      stdio: 'ignore',
    })
  }

  write(file: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.root, file)), { recursive: true })
    writeFileSync(join(this.root, file), content)
  }

  link(target: string, file: string): void {
    rmSync(join(this.root, file), { force: true })
    symlinkSync(target, join(this.root, file))
  }

  commit(): void {
    this.git('add', '-A')
    this.git('commit', '-q', '--allow-empty', '-m', 'state')
  }
}

type Case = readonly [says: string, code: 0 | 1 | 2 | 3, sentence: string, set: (repository: Repository) => readonly string[]]

const whole = ['--base', 'HEAD'] as const
const put = 'newly allowed: s3:PutObject on arn:aws:s3:::b/*'

const cases: readonly Case[] = [
  ['a base that does not exist', 2, 'there is no commit and no folder `nope`', () => ['--base', 'nope']],
  ['a base that looks like an option', 2, 'there is no commit and no folder `-x`', () => ['--base=-x']],
  ['a base that is a file of a commit', 2, 'there is no commit and no folder', () => ['--base', 'HEAD:policies/read.json']],
  ['a head that does not exist', 2, 'there is no commit and no folder `nope`', () => [...whole, '--head', 'nope']],
  [
    'a shallow clone without the base',
    3,
    'there is no `HEAD~1` in this shallow clone',
    (repository) => {
      repository.commit()
      const clone = mkdtempSync(join(tmpdir(), 'gate-clone-'))
      folders.push(clone)
      execFileSync('git', ['clone', '-q', '--depth', '1', `file://${repository.root}`, clone], { stdio: 'ignore' })
      repository.root = clone
      return ['--base', 'HEAD~1']
    },
  ],
  [
    'a policy that is renamed and changed',
    2,
    '`policies/read.json` is removed or renamed',
    (repository) => {
      rmSync(join(repository.root, 'policies/read.json'))
      repository.write('policies/other.json', wide)
      return whole
    },
  ],
  [
    'a policy under a name that is not read',
    2,
    '`policies/read.json` is removed or renamed',
    (repository) => {
      renameSync(join(repository.root, 'policies/read.json'), join(repository.root, 'policies/read.txt'))
      return whole
    },
  ],
  [
    'a merge conflict without names',
    2,
    'a merge conflict is left in the file',
    (repository) => {
      repository.write('policies/read.json', `<<<<<<<\n${narrow}\n=======\n${wide}\n>>>>>>>\n`)
      return whole
    },
  ],
  [
    'a document that is too large',
    2,
    'more than any policy',
    (repository) => {
      repository.write('policies/read.json', wide + ' '.repeat(2 ** 20))
      return whole
    },
  ],
  [
    'a policy that AWS would refuse on one side',
    2,
    'AWS refuses to save this',
    (repository) => {
      repository.write('policies/read.json', policy('s3PutObject'))
      return whole
    },
  ],
  [
    'a byte order mark and line ends of Windows',
    2,
    'the text begins with a byte order mark',
    (repository) => {
      repository.write('policies/read.json', `\uFEFF${wide}\r\n`)
      return whole
    },
  ],
  [
    'line ends of Windows alone',
    1,
    put,
    (repository) => {
      repository.write('policies/read.json', `${wide.replaceAll(',', ',\r\n')}\r\n`)
      return whole
    },
  ],
  [
    'a policy in UTF-16',
    3,
    '`policies/read.json` is no text in UTF-8',
    (repository) => {
      repository.write('policies/read.json', Buffer.from(`\uFEFF${wide}`, 'utf16le'))
      return whole
    },
  ],
  [
    'a binary file',
    3,
    '`policies/new.json` is no text in UTF-8',
    (repository) => {
      repository.write(
        'policies/new.json',
        Uint8Array.from({ length: 256 }, (_, index) => index),
      )
      return whole
    },
  ],
  [
    'a file that is a template and a policy',
    2,
    'and is a template',
    (repository) => {
      const both = {
        ...(JSON.parse(wide) as object),
        Resources: { B: { Type: 'AWS::S3::Bucket' } },
        AWSTemplateFormatVersion: '2010-09-09',
      }
      repository.write('policies/both.json', JSON.stringify(both))
      return whole
    },
  ],
  [
    'a policy inside another document',
    3,
    'has something like a policy document inside',
    (repository) => {
      repository.write('policies/answer.json', `{"PolicyVersion":{"Document":${wide}}}`)
      return whole
    },
  ],
  [
    'a policy in a string',
    3,
    'has something like a policy document inside',
    (repository) => {
      repository.write('policies/answer.json', JSON.stringify({ Policy: wide }))
      return whole
    },
  ],
  [
    'a link that leads to another policy now',
    1,
    put,
    (repository) => {
      repository.write('policies/wide.json', wide)
      repository.link('read.json', 'policies/link.json')
      repository.commit()
      repository.link('wide.json', 'policies/link.json')
      return whole
    },
  ],
  [
    'the same between two commits',
    1,
    put,
    (repository) => {
      repository.write('policies/wide.json', wide)
      repository.link('read.json', 'policies/link.json')
      repository.commit()
      repository.link('wide.json', 'policies/link.json')
      repository.commit()
      return ['--base', 'HEAD~1', '--head', 'HEAD']
    },
  ],
  [
    'a policy that becomes a link out of the repository',
    3,
    `\`policies/read.json\` is a link to \`${outside}/wide.json\``,
    (repository) => {
      writeFileSync(join(outside, 'wide.json'), wide)
      repository.link(join(outside, 'wide.json'), 'policies/read.json')
      return whole
    },
  ],
  [
    'a link that leads nowhere, one that leads round in a circle',
    3,
    '`policies/round.json` is a link to `round.json`',
    (repository) => {
      repository.link('nowhere.json', 'policies/nowhere.json')
      repository.link('round.json', 'policies/round.json')
      return whole
    },
  ],
  [
    'a folder that is linked below itself',
    1,
    put,
    (repository) => {
      repository.link('.', 'policies/self')
      repository.write('policies/read.json', wide)
      return whole
    },
  ],
  [
    'a submodule that moved',
    3,
    '`vendor` is a submodule, and it changed',
    (repository) => {
      const other = new Repository()
      repository.git('submodule', '--quiet', 'add', other.root, 'vendor')
      repository.commit()
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '--allow-empty', '-m', 'more'], {
        cwd: join(repository.root, 'vendor'),
      })
      return whole
    },
  ],
  [
    'a submodule where it was is noted',
    0,
    'note: vendor is a submodule: it is not compared',
    (repository) => {
      const other = new Repository()
      repository.git('submodule', '--quiet', 'add', other.root, 'vendor')
      repository.commit()
      return whole
    },
  ],
  [
    'names with spaces, quotes, other letters and line ends',
    1,
    put,
    (repository) => {
      const file = 'pol icies é/re "ad"\n.json'
      repository.write(file, narrow)
      repository.commit()
      repository.write(file, wide)
      return whole
    },
  ],
  [
    'a detached head',
    1,
    put,
    (repository) => {
      repository.git('checkout', '-q', '--detach')
      repository.write('policies/read.json', wide)
      return ['--base', 'main']
    },
  ],
  [
    'a second working tree',
    1,
    put,
    (repository) => {
      const tree = join(outside, 'tree')
      repository.git('worktree', 'add', '-q', '-b', 'second', tree)
      repository.root = tree
      repository.write('policies/read.json', wide)
      return ['--base', 'main']
    },
  ],
  [
    'a subfolder',
    1,
    put,
    (repository) => {
      repository.write('policies/read.json', wide)
      repository.root = join(repository.root, 'policies')
      return whole
    },
  ],
  [
    'a folder outside of the repository as base',
    1,
    'newly allowed: s3:GetObject on arn:aws:s3:::b/*',
    () => {
      mkdirSync(join(outside, 'nothing'), { recursive: true })
      return ['--base', join(outside, 'nothing')]
    },
  ],
  [
    'no repository',
    2,
    '`HEAD` is no folder, and there is no git repository here',
    (repository) => {
      rmSync(join(repository.root, '.git'), { recursive: true })
      return whole
    },
  ],
  [
    'no policies at all',
    2,
    'no policies found',
    (repository) => {
      rmSync(join(repository.root, 'policies'), { recursive: true })
      repository.write('none.txt', '')
      repository.commit()
      return whole
    },
  ],
]

const run = (args: readonly string[], cwd: string): Promise<readonly [number | string | null | undefined, string]> =>
  new Promise((resolve) => {
    execFile(process.execPath, [cli, 'gate', ...args], { cwd }, (error, stdout, stderr) => resolve([error?.code ?? 0, stdout + stderr]))
  })

describe('the gate never passes what it has not seen', () => {
  it.concurrent.each(cases)('%s', async (_, code, sentence, set) => {
    const repository = new Repository()
    const args = set(repository)
    const [status, said] = await run(args, repository.root)
    expect([status, said]).toEqual([code, expect.stringContaining(sentence)])
    expect(said).not.toMatch(/^\s+at /m)
  })
})
