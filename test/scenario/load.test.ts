import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeName } from '../../src/deploy/placement.ts'
import { loadScenarios } from '../../src/scenario/load.ts'
import { placeConnection } from '../../src/scenario/place-connection.ts'
import type { Scenario } from '../../src/scenario/scenario.ts'

const faults = ['list-action-missing', 'object-arn-missing-wildcard', 'wrong-secret']
const policies = 'policies'
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-scenarios-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

async function load(name: string, text: string): Promise<readonly Scenario[]> {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, text.replaceAll('POLICIES', join(process.cwd(), policies)))
  const loaded = await loadScenarios([path], faults)
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'))
  return loaded.value
}

const input = `
fixture: POLICIES/s3-input
connector: s3-input
connection: { iamRole: EtleapInput, inputBucket: acme-exports, baseDirectory: daily, externalId: dep-42, intermediateBucket: etl-transfer }
cases:
  works as documented: { expect: healthy }
  the files are not covered: { inject: object-arn-missing-wildcard, expect: { fault: object-arn-missing-wildcard, at: read.json#/Statement/0/Resource } }
  two things: { inject: [list-action-missing, wrong-secret], expect: { faults: [list-action-missing, { fault: wrong-secret, at: "./trust.json#" }] } }
  every fault: { inject: all, expect: same }
`

describe('a scenario', () => {
  it('that cannot be used tells the problems of its fixture and of the documents all the same', async () => {
    mkdirSync(join(folder, 'broken'))
    writeFileSync(
      join(folder, 'broken/fixture.yaml'),
      'description: d\naccounts: { a: "111122223333" }\nroles: { R: { account: 5, trust: ./trust.json } }\n',
    )
    writeFileSync(join(folder, 'broken/trust.json'), '{ "Statement": [{ "Effect": "Alow" }] }')
    writeFileSync(join(folder, 'broken.yaml'), 'fixture: ./broken\nconnector: s3-input\ncases: {}\n')
    const loaded = await loadScenarios([join(folder, 'broken.yaml')], faults)
    const files = loaded.ok ? [] : loaded.error.map(({ at }) => at.file.replace(/^.*\//, ''))
    expect([...new Set(files)].toSorted()).toEqual(['broken.yaml', 'fixture.yaml', 'trust.json'])
  })

  it('has its cases in the order of the file', async () => {
    const [scenario] = await load('s3-input.yaml', input)
    expect(scenario?.name).toBe('s3-input')
    expect(scenario?.cases.map(({ title, inject, expect: expected }) => [title, inject, expected])).toEqual([
      ['works as documented', { kind: 'nothing' }, { kind: 'healthy' }],
      [
        'the files are not covered',
        { kind: 'faults', faults: ['object-arn-missing-wildcard'] },
        {
          kind: 'faults',
          faults: [
            { fault: 'object-arn-missing-wildcard', place: { file: 'policies/s3-input/read.json', pointer: '/Statement/0/Resource' } },
          ],
        },
      ],
      [
        'two things',
        { kind: 'faults', faults: ['list-action-missing', 'wrong-secret'] },
        {
          kind: 'faults',
          faults: [
            { fault: 'list-action-missing' },
            { fault: 'wrong-secret', place: { file: 'policies/s3-input/trust.json', pointer: '' } },
          ],
        },
      ],
      ['every fault', { kind: 'all' }, { kind: 'same' }],
    ])
  })

  it('has the connection with ARNs, and what is not typed from its fixture', async () => {
    const [scenario] = await load('s3-input.yaml', input)
    expect(scenario?.connection).toEqual({
      connector: 's3-input',
      caller: 'etl-app',
      roleArn: 'arn:aws:iam::111122223333:role/EtleapInput',
      externalId: 'dep-42',
      sessionName: 'sallyport',
      bucket: 'acme-exports',
      baseDirectory: 'daily',
      region: 'us-east-1',
      intermediateBucket: 'etl-transfer',
      scheme: 'https',
    })
    expect(scenario?.settings.get('baseDirectory')?.start).toMatchObject({ line: 4 })
  })

  it('takes what the customer typed as it is', async () => {
    const typed = `
fixture: POLICIES/s3-data-lake
connector: s3-data-lake
connection:
  iamRole: arn:aws:iam::111122223333:role/Other
  inputBucket: s3://acme-lake/
  baseDirectory: /warehouse/
  region: eu-west-1
  kmsKey: lake
  scheme: http
  secretAccessKey: " wJalr"
  accessKeyId: AKIA
cases: { works: { expect: healthy } }
`
    const [scenario] = await load('typed.yaml', typed)
    expect(scenario?.connection).toMatchObject({
      roleArn: 'arn:aws:iam::111122223333:role/Other',
      bucket: 's3://acme-lake/',
      baseDirectory: '/warehouse/',
      region: 'eu-west-1',
      kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/lake',
      scheme: 'http',
      secretAccessKey: ' wJalr',
      accessKeyId: 'AKIA',
    })
  })

  it('takes the alias of a key as it was typed, whose name moves with that of the key', async () => {
    const connection = 'connection: { iamRole: EtleapLake, inputBucket: acme-lake, kmsKey: alias/lake }'
    const [scenario] = await load(
      'alias.yaml',
      `fixture: POLICIES/s3-data-lake\nconnector: s3-data-lake\n${connection}\ncases: { works: { expect: healthy } }\n`,
    )
    if (scenario?.connection.connector !== 's3-data-lake') throw new Error('it is a data lake')
    expect(scenario.connection.kmsKeyArn).toBe('alias/lake')
    const placement = { run: 'tgx1q2ab3c', unit: 10, accounts: new Map<string, string>(), keys: new Set(['lake']) }
    expect(placeConnection(scenario.connection, placement).kmsKeyArn).toBe(`alias/${placeName('lake', placement)}`)
  })

  it.each(['arn:aws:s3:us-east-1:111122223333:accesspoint/acme-ledger-etl', `acme-ledger-etl-${'a1'.repeat(17)}-s3alias`])(
    'takes an access point by its ARN or its alias in the place of the bucket behind it: %s',
    async (inputBucket) => {
      const connection = `connection: { iamRole: EtleapLedger, inputBucket: "${inputBucket}" }`
      const [scenario] = await load(
        'point.yaml',
        `fixture: POLICIES/s3-input-access-point\nconnector: s3-input\n${connection}\ncases: { works: { expect: healthy } }\n`,
      )
      expect(scenario?.connection).toMatchObject({
        bucket: 'acme-ledger',
        accessPoint: 'arn:aws:s3:us-east-1:111122223333:accesspoint/acme-ledger-etl',
        region: 'us-east-1',
      })
    },
  )

  const lakeOf = (reader: string, more = ''): string =>
    `fixture: POLICIES/s3-data-lake-bucket-policy\nconnector: s3-data-lake\nconnection: { caller: etl-loader, iamRole: EtleapLoader, inputBucket: acme-parquet, reader: ${reader}${more} }\ncases: { works: { expect: healthy } }\n`

  it('may name who reads a data lake, whose name moves as that of the caller does', async () => {
    const [scenario] = await load('reader.yaml', lakeOf('acme-analyst'))
    if (scenario?.connection.connector !== 's3-data-lake') throw new Error('it is a data lake')
    expect(scenario.connection.reader).toBe('acme-analyst')
    const placement = { run: 'tgx1q2ab3c', unit: 10, accounts: new Map<string, string>(), keys: new Set<string>() }
    expect(placeConnection(scenario.connection, placement).reader).toBe(placeName('acme-analyst', placement))
  })

  it.each([
    ['of nobody', lakeOf('acme-analist'), 'the fixture has no user `acme-analist`', 'did you mean `acme-analyst`?'],
    ['of the vendor', lakeOf('etl-loader'), '`etl-loader` is not of the account that owns the bucket', 'it has `acme-analyst`'],
    [
      'of a source',
      lakeOf('acme-analyst').replace('s3-data-lake\n', 's3-input\n'),
      '`s3-input` writes nothing to read',
      'a reader belongs to the connector `s3-data-lake`',
    ],
    [
      'through an access point',
      lakeOf('etl-runner')
        .replace('s3-data-lake-bucket-policy', 's3-input-access-point')
        .replace('acme-parquet', '"arn:aws:s3:us-east-1:111122223333:accesspoint/acme-ledger-etl"')
        .replace('caller: etl-loader, iamRole: EtleapLoader', 'iamRole: EtleapLedger'),
      'a reader reads the bucket itself, and the connection goes through an access point',
      'leave `reader` out',
    ],
  ])('has no reader %s', async (name, text, message, help) => {
    const path = join(folder, `reader ${name}.yaml`)
    writeFileSync(path, text.replaceAll('POLICIES', join(process.cwd(), policies)))
    const loaded = await loadScenarios([path], faults)
    expect(loaded.ok ? [] : loaded.error).toMatchObject([{ message, help }])
  })

  it('may name its fixture by the folder or by the file', async () => {
    await load('both/folder.yaml', input)
    await load('both/file.yaml', input.replace('POLICIES/s3-input', 'POLICIES/s3-input/fixture.yaml'))
    const loaded = await loadScenarios([join(folder, 'both')], faults)
    expect(loaded.ok ? loaded.value.map(({ name }) => name) : loaded.error).toEqual(['file', 'folder'])
  })

  it('may be one of many in a folder, and shares its fixture with others', async () => {
    await load('many/b.yaml', input)
    await load('many/deep/a.yml', input)
    const loaded = await loadScenarios([join(folder, 'many'), join(folder, 'many/b.yaml')], faults)
    const scenarios = loaded.ok ? loaded.value : []
    expect(scenarios.map(({ name }) => name)).toEqual(['b', 'a'])
    expect(scenarios[0]?.fixture).toBe(scenarios[1]?.fixture)
  })
})
