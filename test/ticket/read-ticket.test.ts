import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Located } from '../../src/base/located.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'
import type { Ticket } from '../../src/ticket/ticket.ts'

const read = (text: string, file = 'ticket.txt'): Ticket => readTicket([{ file, text }])

const policy = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::acme-exports' },
    { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::acme-exports/daily/*'] },
  ],
}
const json = JSON.stringify(policy, undefined, 2)

function textsIn(value: Located): readonly Extract<Located, { kind: 'string' }>[] {
  if (value.kind === 'string') return [value]
  if (value.kind === 'array') return value.items.flatMap(textsIn)
  return value.kind === 'object' ? value.members.flatMap(({ value: of }) => textsIn(of)) : []
}

/** The ways in which a document comes.  */
const disguises: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in prose': (text) => `Hello,\n\nour policy is this:\n\n${text}\n\nIs it wrong?\n`,
  'in a code fence': (text) => `# Ticket\n\n\`\`\`json\n${text}\n\`\`\`\n`,
  'in quoted mail': (text) => `You wrote\n${text.replace(/^/gm, '> ')}\n> Bye\n`,
  'as a text in JSON': (text) => JSON.stringify({ RoleName: 'reader', PolicyName: 'read', PolicyDocument: text }),
  'as an escaped text': (text) => `the policy: ${JSON.stringify(JSON.stringify(JSON.parse(text)))}\n`,
  'with typographic quotes': (text) => `see\n${text.replace(/"([^"]*)"/g, '“$1”')}`,
  'with trailing commas': (text) => `see\n${text.replace(/\n\s*[}\]]/g, ',$&')}`,
  'with odd spaces': (text) => `see\n${text.replace(/ {2}/g, '\u00a0 ')}`,
  'percent-encoded': (text) => JSON.stringify({ RoleName: 'r', PolicyName: 'p', PolicyDocument: encodeURIComponent(text) }),
  'in base64': (text) => `the policy of the role:\n${Buffer.from(text).toString('base64')}\nthat is all\n`,
  'with the numbers of its lines': (text) => `see\n${text.replace(/^/gm, (_, at: number) => `${text.slice(0, at).split('\n').length} `)}\n`,
  'in mail quoted twice on Windows': (text) => `You wrote\n${text.replace(/^/gm, '> > ')}\n> Bye\n`.replaceAll('\n', '\r\n'),
  'between marks of the direction of writing': (text) => `\u200f\u05e9\u05dc\u05d5\u05dd\n\u202a${text}\u202c\n`,
  'in a web page': (text) => `<html><body><pre>${text.replaceAll('"', '&quot;')}</pre></body></html>`,
}

function decoded(name: string, written: string): string {
  if (name === 'in base64') return Buffer.from(written, 'base64').toString()
  return name === 'percent-encoded' ? decodeURIComponent(written) : written
}

describe('a ticket', () => {
  it.each(Object.keys(disguises))('has a policy %s, with the places of the text', (name) => {
    const text = disguises[name]?.(json) ?? ''
    const ticket = read(text, 'ticket.txt')
    const [found] = ticket.policies
    expect(found?.type).toBe('identity')
    const texts = found === undefined ? [] : textsIn(found.document)
    expect(texts.map(({ value }) => value)).toEqual([
      '2012-10-17',
      'Allow',
      's3:ListBucket',
      'arn:aws:s3:::acme-exports',
      'Allow',
      's3:GetObject',
      'arn:aws:s3:::acme-exports/daily/*',
    ])
    for (const { value, at } of texts) {
      const written = text.slice(at.start.offset, at.end.offset)
      const line = text.split('\n')[at.start.line - 1] ?? ''
      expect(line.slice(at.start.column - 1)).toContain(written.split('\n')[0])
      expect(decoded(name, written)).toContain(value)
    }
  })

  it.each([
    [
      'the strings of a program',
      json
        .split('\n')
        .map((line) => JSON.stringify(`${line}\n`))
        .join(' +\n    '),
    ],
    [
      'statements of the Serverless Framework',
      `provider:\n  iamRoleStatements:\n${policy.Statement.map(({ Action, Resource }) => `    - Effect: Allow\n      Action: ${String(Action)}\n      Resource: ${String(Resource)}\n`).join('')}`,
    ],
    [
      'YAML on one line',
      `{ Version: 2012-10-17, Statement: [${policy.Statement.map(({ Action, Resource }) => `{ Effect: Allow, Action: [${String(Action)}], Resource: [${String(Resource)}] }`).join(', ')}] }\n`,
    ],
    ['the cells of a table that was exported', `"id","text"\n"1","see ${JSON.stringify(policy).replaceAll('"', '""')}"\n`],
  ])('has a policy in %s', (_, text) => {
    const [found] = read(`see\n${text}`).policies
    const texts = found === undefined ? [] : textsIn(found.document).map(({ value }) => value)
    expect(texts).toEqual(expect.arrayContaining(['s3:ListBucket', 'arn:aws:s3:::acme-exports/daily/*']))
  })

  it.each([
    ['Rust', 'ErrorMetadata { code: Some("AccessDenied"), message: Some("%s"), extras: None }'],
    ['Go in a line of a log', '{"level":"error","msg":"api error AccessDenied: %s","bucket":"acme"}'],
    ['JavaScript', "AccessDenied: %s\n  at x {\n  '$fault': 'client',\n  Code: 'AccessDenied'\n}"],
  ])('has one error of the SDK for %s', (_, form) => {
    const said =
      'User: arn:aws:iam::444455556666:user/app is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/R'
    expect(read(form.replace('%s', said)).errors.map(({ code, message }) => [code, message])).toEqual([['AccessDenied', said]])
  })

  it('has policies at whatever depth of an object, called by their names, and the settings beside them', () => {
    const trust = { ...policy, Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' }, Action: 'sts:AssumeRole' }] }
    const attachments = [
      { name: 'boundary.json', content: policy },
      { name: 'x', value: JSON.stringify(trust) },
    ]
    const text = JSON.stringify({ ticket: { id: 7, attachments }, settings: [{ bucket: 'acme-exports' }] })
    const { policies, settings } = read(`see\n${text}`)
    expect(policies.map(({ type }) => type)).toEqual(['permissionsBoundary', 'trust'])
    expect(settings.map(({ setting, value }) => [setting, value])).toEqual([['bucket', 'acme-exports']])
  })

  it('has straight apostrophes where the quotes of its document were bent', () => {
    const text = JSON.stringify({ ...policy, Id: "the user's own" })
      .replace(/"([^"]*)"/g, '“$1”')
      .replace("'", '’')
    const [found] = read(`see\n${text}`).policies
    expect(found === undefined ? [] : textsIn(found.document).map(({ value }) => value)).toContain("the user's own")
  })

  it('counts only whole statements of a policy that is cut off', () => {
    const kept = new Set<number>()
    for (let length = 1; length < json.length; length += 1) {
      const { policies } = read(`Role policy:\n${json.slice(0, length)}\n\nPlease help.`)
      for (const { document } of policies) {
        const statements = document.kind === 'object' ? document.members.find(({ key }) => key === 'Statement')?.value : undefined
        const items = statements?.kind === 'array' ? statements.items : []
        kept.add(items.length)
        for (const item of items) {
          expect(item.kind === 'object' && item.members.map(({ key }) => key)).toEqual(['Effect', 'Action', 'Resource'])
        }
      }
    }
    expect(kept).toEqual(new Set([1, 2]))
  })

  it('is read or refused with a place, whatever it is', () => {
    const files = readdirSync('test/tickets', { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file))
    const tickets = files.map((file) => readFileSync(`test/tickets/${file}`, 'utf8').slice(0, 4000))
    const mangled = fc
      .tuple(
        fc.constantFrom(...tickets),
        fc.nat(),
        fc.nat(40),
        fc.constantFrom('', '{', '}', '"', '“', '\n', '\\', '[', '%7B', '<html>', '&quot;', '…', '\0', '//'),
      )
      .map(
        ([text, from, length, instead]) =>
          text.slice(0, from % (text.length + 1)) + instead + text.slice((from % (text.length + 1)) + length),
      )
    fc.assert(
      fc.property(fc.oneof(mangled, fc.string({ unit: 'binary', maxLength: 200 }), fc.json()), (text) => {
        const { understood, problems } = read(text)
        expect(understood.length + problems.length).toBeGreaterThan(0)
        for (const { at } of [...understood, ...problems]) expect(at.end.offset).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  it('of 5 MB of CloudTrail is read in seconds, each kind of refusal once', () => {
    const event = (index: number) => ({
      eventSource: 's3.amazonaws.com',
      eventName: index % 50 === 0 ? 'ListObjects' : 'GetObject',
      ...(index % 50 === 0 ? { errorCode: 'AccessDenied', errorMessage: 'Access Denied' } : {}),
      userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Reader/etl' },
      requestParameters: { bucketName: 'acme-exports', key: `daily/${'x'.repeat(200)}${index}` },
    })
    const text = JSON.stringify({ Records: Array.from({ length: 12_000 }, (_, index) => event(index)) })
    expect(text.length).toBeGreaterThan(5_000_000)
    const { errors, understood } = read(text, 'trail.json')
    expect(errors.map(({ action, event: seen }) => [action, seen?.count])).toEqual([['s3:ListBucket', 240]])
    expect(understood).toHaveLength(1)
  })

  it.each([
    ['objects that nobody closes', '{ a: '],
    ['lists that nobody closes', '[{"a":'],
    ['strings that nobody closes', '{ "a": "b\n'],
    ['quotes', `' " `],
  ])('of nothing but %s ends', (_, piece) => {
    const { understood, problems } = read(piece.repeat(20_000))
    expect(understood.length + problems.length).toBeGreaterThan(0)
  })

  it('keeps no secret', () => {
    const secret = 'wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY'
    const texts = [
      `Bucket: acme\nSecret access key: ${secret}\nAccess key ID: AKIAIOSFODNN7EXAMPLE\n`,
      JSON.stringify({ Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: secret, SessionToken: secret } }),
      JSON.stringify({ bucket: 'acme', aws_secret_access_key: secret }),
    ]
    for (const text of texts) {
      const ticket = read(text)
      expect(JSON.stringify(ticket)).not.toContain(secret)
      expect(ticket.problems.map(({ code }) => code)).toContain('ticket/secret')
    }
  })
})
