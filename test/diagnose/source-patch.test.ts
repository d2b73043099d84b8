import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { patchesOfSources } from '../../src/diagnose/source-patch.ts'
import { documentsOf } from '../../src/faults/placed-document.ts'
import { loadFixture } from '../../src/fixture/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-'))
afterAll(() => rmSync(folder, { recursive: true }))

const trust = `assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })`
const around = (document: string, of = 'data.aws_iam_policy_document.read.json', more = ''): string => `${more}
resource "aws_iam_role" "reader" {
  name = "Reader"
  ${trust}
}
${document}
resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.reader.name
  policy = ${of}
}
`
const block = (resources: string, rest = ''): string => `data "aws_iam_policy_document" "read" {
  statement {
    # not } here
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ${resources}
  }
${rest}}
`
const encoded = `jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::b" }
    ]
  })`

async function load(file: string) {
  const fixture = await loadFixture(file)
  if (!fixture.ok) throw new Error(fixture.error.map(({ message }) => message).join('\n'))
  return fixture.value
}

const textsIn = (fixture: Awaited<ReturnType<typeof load>>): ReadonlyMap<string, string> =>
  new Map(documentsOf(fixture).map(({ file }) => [file.file, file.text]))

/** The file after the patch that lets the policy `read` come out with these texts for those; undefined where there is none. */
async function patched(name: string, text: string, change: (document: string) => string) {
  const path = join(folder, name)
  writeFileSync(path, text)
  const fixture = await load(path)
  const documents = textsIn(fixture)
  const wanted = [...documents].flatMap(([file, old]) => (change(old) === old ? [] : [{ file, diff: '', document: change(old) }]))
  const [patch] = patchesOfSources(fixture, wanted) ?? []
  if (patch !== undefined) {
    writeFileSync(path, patch.document)
    const after = textsIn(await load(path))
    const plain = (documents: ReadonlyMap<string, string>): unknown => [...documents.values()].map((each) => JSON.parse(each))
    expect(plain(after)).toEqual(plain(new Map([...documents].map(([file, old]) => [file, change(old)]))))
  }
  rmSync(path)
  return patch
}

const files = (document: string): string => document.replace('"arn:aws:s3:::b"', '"arn:aws:s3:::b/*"')
const both = (document: string): string => document.replace('"s3:GetObject"', '["s3:GetObjectTagging", "s3:GetObject"]')
const more = (document: string): string => {
  const read = JSON.parse(document)
  const [first] = read.Statement
  if (first.Action === 'sts:AssumeRole') return document
  return JSON.stringify({
    ...read,
    Statement: [...read.Statement, { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::b' }],
  })
}

describe("a fix is a patch of the user's own file, which then makes the mended document:", () => {
  it.each([
    ['a text of a block', around(block('["arn:aws:s3:::b"]')), files, '+    resources = ["arn:aws:s3:::b/*"]'],
    ['a text more in a block', around(block('["arn:aws:s3:::b"]')), both, '+    actions   = ["s3:GetObjectTagging", "s3:GetObject"]'],
    ['a block more', around(block('["arn:aws:s3:::b"]')), more, '+    actions   = ["s3:ListBucket"]'],
    [
      'a text of `jsonencode`',
      around('', encoded),
      files,
      '+      { Effect = "Allow", Action = ["s3:GetObject"], Resource = "arn:aws:s3:::b/*" }',
    ],
  ])('%s', async (_, text, change, line) => {
    expect((await patched('main.tf', text, change))?.diff).toContain(line)
  })

  it('a text of a template', async () => {
    const shipped = `Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      RoleName: Reader
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: [{ Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: "sts:AssumeRole" }]
      Policies:
        - PolicyName: read
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: "arn:aws:s3:::b"
`
    expect((await patched('template.yaml', shipped, files))?.diff).toContain('+                Resource: "arn:aws:s3:::b/*"')
  })
})

describe('there is none where the change would mean something else too:', () => {
  it.each([
    ['a local value', around(block('[local.arn]'), undefined, 'locals {\n  arn = "arn:aws:s3:::b"\n}'), files],
    [
      'a block of several statements',
      around(
        block(
          '["arn:aws:s3:::b"]',
          '  dynamic "statement" {\n    for_each = ["x", "y"]\n    content {\n      actions   = ["s3:ListBucket"]\n      resources = ["arn:aws:s3:::c"]\n    }\n  }\n',
        ),
      ),
      (text: string) => text.replace('"arn:aws:s3:::c"', '"arn:aws:s3:::d"'),
    ],
    ['a template of Terraform', around(block('["arn:aws:s3:::${"b"}"]')), files],
  ])('%s', async (_, text, change) => {
    expect(await patched('main.tf', text, change)).toBeUndefined()
  })
})
