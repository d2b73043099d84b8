import { describe, expect, it } from 'vitest'
import { readTicket } from '../../src/ticket/read-ticket.ts'

const settingsOf = (text: string): object =>
  Object.fromEntries(readTicket([{ file: 'ticket.txt', text }]).settings.map(({ setting, value }) => [setting, value]))

const role = 'arn:aws:iam::111122223333:role/Reader'

describe('the settings of a connection are read', () => {
  it.each([
    ['several on one line', `bucket: acme, prefix: data, role: ${role}`],
    ['columns on one line', `bucket: acme  folder: data  role: ${role}`],
    ['without colons', `Bucket acme, folder data, role ${role}`],
    ['a form without colons', `Bucket Name acme\nPath Prefix data\nIAM Role ARN ${role}`],
    ['Spanish', `El bucket es acme, la carpeta es data y el rol ${role}.`],
    ['German', `unser Bucket heißt acme, Ordner data, Rolle ${role}`],
    ['French', `le bucket s'appelle "acme", le dossier "data", le rôle : ${role}`],
    ['Portuguese', `O bucket é acme, a pasta é data, função ${role}`],
    ['French with its own quotes', `Le bucket est « acme », le dossier est « data », le rôle : ${role}`],
    ['Japanese', `バケット:acme\nフォルダ:data\nロールARN:${role}`],
    ['Japanese with wide colons', `バケット\uff1aacme\nフォルダ\uff1adata\nIAM ロール\uff1a${role}`],
    ['sentences of one setting each', `Bucket: acme. Folder: data. Role: ${role}. Thanks`],
    ['Chinese', `存储桶:acme,文件夹:data,角色为${role}。`],
    ['Korean', `버킷: acme\n폴더: data\n역할 ARN: ${role}`],
    ['one after the other without a comma', `bucket: acme folder: data role ${role}`],
    ['Italian', `bucket: acme\ncartella: data\nruolo: ${role}`],
  ])('%s', (_, text) => {
    expect(settingsOf(text)).toEqual({ bucket: 'acme', baseDirectory: 'data', roleArn: role })
  })

  it.each([
    ['a column of types', '| STORAGE_AWS_EXTERNAL_ID | String | ACME_SFCRole=2_a= |', { externalId: 'ACME_SFCRole=2_a=' }],
    [
      'the last column of a table',
      '| STORAGE_AWS_EXTERNAL_ID | String | ACME_SFCRole=2_a=   |         |',
      { externalId: 'ACME_SFCRole=2_a=' },
    ],
    [
      'nothing, as a form says it',
      'Bucket: acme\nFolder: (none)\nExternal ID: -\nRegion: n/a',
      { bucket: 'acme', baseDirectory: '', externalId: '' },
    ],
    ['the fields of a form', '{"role":"agent","fields":[{"name":"External ID","value":"koi-1"}]}', { externalId: 'koi-1' }],
    ['the kind of connection', 'Destination: S3 data lake\nSource: acme-s3-raw', { connector: 'S3 data lake' }],
    [
      'pairs on one line without commas',
      `externalId=Koi-7 roleArn=${role} bucket=acme`,
      { externalId: 'Koi-7', roleArn: role, bucket: 'acme' },
    ],
    ['no TLS, as Hadoop has it', 'fs.s3a.connection.ssl.enabled=false', { scheme: 'http' }],
    ['no TLS, as boto3 has it', "boto3.client('s3', use_ssl=False)", { scheme: 'http' }],
    ['a value with a space', 'connect(external_id="koi 1", retries=3)', { externalId: 'koi 1' }],
    ['a sentence', 'the external ID in your UI is koi-pond', { externalId: 'koi-pond' }],
    ['a region as the console names it', 'Bucket region: Asia Pacific (Singapore)', { region: 'ap-southeast-1' }],
    ['a region with its name', 'Region: eu-west-1 (Ireland)', { region: 'eu-west-1' }],
    ['a prefix as S3 has it', 'path_prefix: exports/daily/', { baseDirectory: 'exports/daily' }],
    ['a prefix as an address has it', 'GET https://acme.example/?prefix=exports%2Fdaily%2F&max=2', { baseDirectory: 'exports/daily' }],
    ['a region with words around it', 'role unknown, region configured: eu-west-1', { region: 'eu-west-1' }],
    ['the host that was called', 'HEAD https://acme.s3.us-west-2.amazonaws.com daily/', { region: 'us-west-2' }],
    [
      'a transfer bucket beside a bucket',
      'intermediate bucket acme-tmp, input bucket acme-in',
      { intermediateBucket: 'acme-tmp', bucket: 'acme-in' },
    ],
    ['stars in the place of a value', 'external ID: ****, bucket: acme-in', { bucket: 'acme-in' }],
    [
      'the class of a sink',
      '{"connector.class":"io.confluent.connect.s3.S3SinkConnector","s3.bucket.name":"acme"}',
      { connector: 'io.confluent.connect.s3.S3SinkConnector', bucket: 'acme' },
    ],
    ['between points', 'External ID: h-1 · Bucket: acme-in', { externalId: 'h-1', bucket: 'acme-in' }],
    [
      'whoever calls',
      `Role ARN: ${role}\nThe app is arn:aws:iam::444455556666:user/app.`,
      { roleArn: role, callerArn: 'arn:aws:iam::444455556666:user/app' },
    ],
  ])('%s', (_, text, settings) => {
    expect(settingsOf(text)).toEqual(settings)
  })

  it('and what code calls them is none', () => {
    expect(settingsOf('s3.get_object(Bucket=bucket, Key=key)\nbucket = self.bucket\nprefix: BASE_PREFIX')).toEqual({})
  })

  it('and words of a sentence are none', () => {
    expect(settingsOf('The bucket is private, and the role lives in our account; the folder is empty and region is fine.')).toEqual({})
  })
})
