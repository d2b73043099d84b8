import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { importSource } from '../../src/fixture/load.ts'
import { importSourceText } from '../fixture/import/source-in-memory.ts'

const options = { account: '111122223333', region: 'us-east-1', parameters: new Map<string, string>() }
const folder = mkdtempSync(join(tmpdir(), 'sallyport-terraform-'))
afterAll(() => rmSync(folder, { recursive: true }))

const policy = (value: string): string => `resource "aws_iam_policy" "p" {
  name   = "p"
  policy = ${value}
}
`
const undecided = (path: string): readonly string[] => {
  const read = importSource(path, options)
  return (read.ok ? read.value.undecided : read.error).map(({ message }) => message)
}

describe("Terraform's own files", () => {
  it('are read from their own folder alone, whatever they name or link to', () => {
    const [module, secret] = [join(folder, 'module'), join(folder, 'secret.json')]
    mkdirSync(module)
    writeFileSync(secret, '{"Statement": []}')
    symlinkSync(secret, join(module, 'link.json'))
    symlinkSync(folder, join(module, 'up'))
    for (const path of ['../secret.json', secret, 'link.json', 'up/secret.json', '/etc/passwd', 'up/../../secret.json']) {
      writeFileSync(join(module, 'main.tf'), policy(`file("${path}")`))
      expect(undecided(module), path).toEqual([expect.stringContaining('is outside of the folder that may be read')])
    }
    writeFileSync(join(module, 'main.tf'), 'module "m" {\n  source = "./up"\n}')
    expect(undecided(module)).toEqual([expect.stringContaining('outside of the folder that may be read')])
    writeFileSync(join(module, 'main.tf'), policy('file("/dev/zero")'))
    expect(undecided(module)).toEqual([expect.stringContaining('is outside')])
  })

  it('are not read where they are larger than any module', () => {
    const module = join(folder, 'large')
    mkdirSync(module)
    writeFileSync(join(module, 'main.tf'), `${policy('"{}"')}# ${'x'.repeat(10_000_000)}`)
    expect(undecided(module)).toEqual([expect.stringMatching(/main\.tf` is too large$/)])
  })

  it('end where loops in loops would not', () => {
    const loops = '[for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]]'
    const read = importSourceText(policy(`jsonencode({ Statement = ${loops} })`))
    expect(read.ok && read.value.undecided.map(({ message }) => message)).toEqual([
      expect.stringContaining('there is too much to evaluate'),
    ])
  })

  it('end where every count multiplies', () => {
    const many = importSourceText({
      'main.tf': 'module "a" {\n  source = "./m"\n  count = 2000\n}',
      'm/main.tf': 'module "b" {\n  source = "../n"\n  count = 2000\n}',
      'n/main.tf': 'resource "aws_iam_user" "u" {\n  count = 2000\n  name = "u"\n}',
    })
    expect(many.ok && many.value.undecided.map(({ message }) => message)).toContain('there are more instances than are read')
  })

  it('of a thousand policies are read', () => {
    const policies = Array.from(
      { length: 1000 },
      (_, index) => `data "aws_iam_policy_document" "p${index}" {
  statement {
    actions   = ["s3:GetObject", "s3:ListBucket"]
    resources = ["arn:aws:s3:::\${var.name}-${index}", "arn:aws:s3:::\${var.name}-${index}/*"]
  }
}
resource "aws_iam_policy" "p${index}" {
  name   = "\${var.name}-${index}"
  policy = data.aws_iam_policy_document.p${index}.json
}
`,
    )
    const read = importSourceText(`variable "name" { default = "acme" }\n${policies.join('')}`)
    expect(read.ok && [read.value.undecided.length, read.value.fixture.members.find(({ key }) => key === 'policies')?.value.kind]).toEqual([
      0,
      'object',
    ])
  })
})
