import { describe, expect, it } from 'vitest'
import { statementTexts } from '../../src/ticket/document-texts.ts'
import { mendTicket } from '../../src/ticket/mend-ticket.ts'
import { readTicket } from '../../src/ticket/read-ticket.ts'

const policiesOf = (text: string): readonly object[] =>
  mendTicket(readTicket([{ file: 'ticket.txt', text }])).policies.flatMap(({ document }) =>
    statementTexts(document).map(({ effect, actions, resources }) => ({ effect, actions, resources })),
  )

const files = { effect: 'Allow', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::acme/in/*'] }

describe('a policy is read out of', () => {
  it.each([
    [
      'a CDK app in TypeScript',
      `role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::acme/in/*'] })) // files`,
    ],
    [
      'a CDK app that names a bucket of its own',
      `const feeds = s3.Bucket.fromBucketName(this, 'Feeds', 'acme')\nrole.addToPolicy(new iam.PolicyStatement({\n  effect: iam.Effect.ALLOW,\n  actions: ['s3:GetObject'],\n  resources: [feeds.arnForObjects('in/*')],\n}))`,
    ],
    ['a CDK app in Python', `role.add_to_policy(iam.PolicyStatement(actions=["s3:GetObject"], resources=["arn:aws:s3:::acme/in/*"]))`],
    [
      'an argument of a program',
      `new aws.iam.RolePolicy("read", {\n  role: role.id,\n  policy: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/in/*" }] }),\n})`,
    ],
    [
      'the new side of a change',
      `@@ -1,4 +1,4 @@\n {"Version":"2012-10-17","Statement":[\n-  {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/old/*"}\n+  {"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::acme/in/*"}\n ]}\n`,
    ],
    [
      'a picture with damaged words',
      `1 {\n2 "Version": "2O12-1O-17",\n3 "Statement": [{ "Effect": "AIlow", "Actlon": "s3:Get0bject", "Resource": "arn:aws:s3:::acme/in/*" }]\n4 }`,
    ],
  ])('%s', (_, text) => {
    expect(policiesOf(text)).toEqual([files])
  })

  it('a CDK app, but no statement that refers to what is elsewhere', () => {
    const ticket = readTicket([{ file: 'app.ts', text: `new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [props.arn] })` }])
    expect(ticket.policies).toEqual([])
    expect(ticket.problems.map(({ code }) => code)).toContain('ticket/template')
  })
})

describe('events are read out of', () => {
  it.each([
    [
      'rows of Logs Insights',
      '@timestamp,eventName,errorCode,errorMessage,userIdentity.arn,requestParameters.externalId\n2026-11-21,AssumeRole,AccessDenied,User: arn:aws:iam::444455556666:user/v is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/r,arn:aws:iam::444455556666:user/v,acme-1\n',
    ],
    [
      'rows of Athena',
      'eventsource,eventname,errorcode,useridentity,requestparameters\n"sts.amazonaws.com","AssumeRole","AccessDenied","{type=IAMUser, arn=arn:aws:iam::444455556666:user/v}","{""externalId"":""acme-1""}"\n',
    ],
  ])('%s', (_, text) => {
    const [error] = readTicket([{ file: 'rows.csv', text }]).errors
    expect(error).toMatchObject({
      code: 'AccessDenied',
      principal: 'arn:aws:iam::444455556666:user/v',
      action: 'sts:AssumeRole',
      event: { parameters: { ExternalId: 'acme-1' } },
    })
  })
})
