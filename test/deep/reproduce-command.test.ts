import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-reproduce-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const ticket = 'test/tickets/two-causes/ticket.txt'

describe('sallyport reproduce', () => {
  it('answers a ticket, keeps it as a scenario that passes, and prints and saves nothing of the customer’s own names when asked', async () => {
    const saved = join(folder, 'redacted')
    const { code, stdout } = await runCli(['reproduce', ticket, '--json', '--redact', '--save', saved])
    const files = readdirSync(saved, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) => entry.isFile())
    const texts = [stdout, ...files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))]
    for (const text of texts) expect(text).not.toMatch(/pied|piper|weissman|score|161616161616|dep-10/i)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'explained',
      causes: [
        { fault: 'trust-external-id-mismatch', verdict: { verdict: 'verified' } },
        { fault: 'object-arn-missing-wildcard', verdict: { verdict: 'verified' } },
      ],
    })
    expect(await runCli(['test', saved])).toMatchObject({ code: 0 })
  })

  it('reads standard input, and takes from the command line what the ticket does not say', async () => {
    const input =
      'Trust policy:\n{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"sts:AssumeRole"}]}'
    const options = ['--role-arn', 'arn:aws:iam::121212121212:role/Reader', '--caller', 'arn:aws:iam::777788889999:user/etl']
    const { code, stdout } = await runCli(['reproduce', '-', ...options], { input })
    expect(stdout).toContain('fault     trust-wrong-account')
    expect(code).toBe(0)
  })

  it('takes a folder for all the files in it', async () => {
    const sent = mkdtempSync(join(folder, 'sent-'))
    const trust = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' }
    writeFileSync(join(sent, 'trust-policy.json'), JSON.stringify({ Version: '2012-10-17', Statement: [trust] }))
    writeFileSync(
      join(sent, 'settings.txt'),
      'Role ARN: arn:aws:iam::121212121212:role/Reader\nCaller: arn:aws:iam::777788889999:user/etl\n',
    )
    writeFileSync(join(sent, '.DS_Store'), '\0')
    const { code, stdout } = await runCli(['reproduce', sent])
    expect(stdout).toContain('fault     trust-wrong-account')
    expect(code).toBe(0)
  })

  it.each([
    [['no/such/file.txt'], 'there is no file `no/such/file.txt`'],
    [['test/tickets/empty-file/policy.json'], 'there is nothing in this text'],
    [['test/tickets'], 'there is no file in the folder `test/tickets`'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await runCli(['reproduce', ...args])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
  })
})
