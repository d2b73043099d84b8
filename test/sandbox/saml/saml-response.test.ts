import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { canonicalXml } from '../../../src/sandbox/saml/canonical-xml.ts'
import { parseSamlMetadata, type SamlMetadata } from '../../../src/sandbox/saml/metadata.ts'
import { verifySamlResponse } from '../../../src/sandbox/saml/saml-response.ts'
import { childrenOf, parseSignedXml } from '../../../src/sandbox/saml/xml-tree.ts'

const read = (name: string): string => readFileSync(new URL(`signed/${name}.xml`, import.meta.url), 'utf8')
const now = new Date('2026-11-26T08:01:00Z')

function verify(document: string, metadata = parseSamlMetadata(read('metadata')), at = now) {
  if (metadata === undefined) throw new Error('no metadata')
  return verifySamlResponse({
    response: Buffer.from(document).toString('base64'),
    metadata,
    encryption: { required: false, keys: [] },
    now: at,
    requestId: 'r',
  })
}

const signed = ['assertion-signed', 'response-signed']

it.each(signed)('what xmlsec1 signed is believed: %s', (name) => {
  const verified = verify(read(name))
  expect(verified.ok && [verified.value.subject?.nameId, verified.value.attributes.get('urn:oid:1.3.6.1.4.1.5923.1.1.1.1')]).toEqual([
    'ana@example.com',
    ['staff', 'été 😀', ''],
  ])
})

it.each([
  ['a name', 'ana<!--', 'root<!--'],
  ['a role', 'role/analyst', 'role/admin'],
  ['an attribute', 'Recipient="https://signin', 'Recipient = "https://eu-west-1.signin'],
  ['a namespace of what is signed', 'xmlns="urn:inner"', 'xmlns="urn:other"'],
  ['a text within markup', 'data &amp; "quality"', 'data'],
  ['the digest', '<ds:DigestValue>', '<ds:DigestValue>AAAA'],
  ['a transform', 'enveloped-signature', 'base64'],
])('nothing that was signed can be changed: %s', (_what, from, to) => {
  for (const name of signed) {
    const text = read(name)
    const changed = text.includes(from) ? text.replace(from, to) : text.replace('ana<!--', 'eve<!--')
    expect(verify(changed)).toMatchObject({ ok: false, error: { code: 'InvalidIdentityToken', message: 'Response signature invalid' } })
  }
})

it('what is written otherwise but means the same stays signed', () => {
  const text = read('assertion-signed')
  const respelt = text
    .replace('<!-- a comment signs nothing -->', '<!--another-->')
    .replace('Version="2.0" ID="_a1"', "ID='_a1'   Version='2.0'")
    .replace('&#xE9;', 'é')
  expect(verify(respelt).ok).toBe(true)
})

it('a signed assertion that is wrapped into a response with another one is not believed', () => {
  const text = read('assertion-signed')
  const [assertion = ''] = /<saml:Assertion.*<\/saml:Assertion>/s.exec(text) ?? []
  const forged = assertion.replace('role/analyst', 'role/admin').replace('ID="_a1"', 'ID="_evil"')
  const wrapped = forged.replace('</saml:Assertion>', `<x>${assertion}</x></saml:Assertion>`)
  for (const document of [text.replace(assertion, wrapped), text.replace(assertion, forged + assertion), text.replace(assertion, forged)]) {
    expect(verify(document).ok).toBe(false)
  }
})

it.each([
  ['no XML', 'nothing'],
  ['entities', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
  ['a processing instruction', '<?php x ?><x/>'],
  ['another document', '<x/>'],
])('%s is no response', (_what, document) => {
  expect(verify(document)).toMatchObject({ ok: false, error: { message: expect.stringMatching(/^Invalid base64 SAMLResponse \(Service/) } })
})

// From here on the assertions are signed by this test, with the canonical form that xmlsec1 was just seen to agree with.

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const own: SamlMetadata = { entityId: 'https://idp.example.com', keys: [publicKey], validUntil: undefined }

interface Told {
  readonly instant?: string
  readonly audience?: string
  readonly recipient?: string
  readonly issuer?: string
  readonly notBefore?: string
  readonly end?: string
  readonly confirmation?: string
}

function response(told: Told = {}): string {
  const { instant = '2026-11-26T08:00:00Z', end = '2026-11-26T08:05:00Z', notBefore = instant, issuer = own.entityId } = told
  const { audience = 'urn:amazon:webservices', recipient = 'https://signin.aws.amazon.com/saml' } = told
  const { confirmation: data = `Recipient="${recipient}" NotOnOrAfter="2026-11-26T08:05:00Z"` } = told
  const conditions = `<Conditions NotBefore="${notBefore}" NotOnOrAfter="${end}"><AudienceRestriction><Audience>${audience}</Audience></AudienceRestriction></Conditions>`
  const confirmation = `<SubjectConfirmation><SubjectConfirmationData ${data}/></SubjectConfirmation>`
  const head = `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="a" IssueInstant="${instant}"><Issuer>${issuer}</Issuer>`
  const tail = `<Subject><NameID>ana</NameID>${confirmation}</Subject>${conditions}</Assertion>`
  const digest = createHash('sha256')
    .update(canonical(head + tail))
    .digest('base64')
  const transforms = ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', 'http://www.w3.org/2001/10/xml-exc-c14n#']
  const info = `<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><CanonicalizationMethod Algorithm="${transforms[1]}"></CanonicalizationMethod><SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"></SignatureMethod><Reference URI="#a"><Transforms>${transforms.map((each) => `<Transform Algorithm="${each}"></Transform>`).join('')}</Transforms><DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></DigestMethod><DigestValue>${digest}</DigestValue></Reference></SignedInfo>`
  const signature = sign('sha256', Buffer.from(canonical(info)), privateKey).toString('base64')
  const whole = `${head}<Signature xmlns="http://www.w3.org/2000/09/xmldsig#">${info}<SignatureValue>${signature}</SignatureValue></Signature>${tail}`
  return `<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol">${whole}</p:Response>`
}

function canonical(text: string): string {
  const root = parseSignedXml(text)
  if (root === undefined) throw new Error('no XML')
  return canonicalXml(root)
}

it.each([[{}], [{ audience: 'https://signin.aws.amazon.com/saml' }], [{ recipient: 'https://eu-west-1.signin.aws.amazon.com/saml' }]])(
  'an assertion for AWS is taken: %j',
  (changes) => {
    expect(verify(response(changes), own)).toMatchObject({ ok: true })
  },
)

it.each([
  [
    { issuer: 'https://evil.example.com' },
    'InvalidIdentityToken',
    /^Issuer not present in specified provider \(Service: AWSOpenIdDiscoveryService/,
  ],
  [{ audience: 'https://other.example.com' }, 'InvalidIdentityToken', /^Response does not contain the required audience$/],
  [{ recipient: 'https://evil.example.com/saml' }, 'InvalidIdentityToken', /recipient/],
  [
    { confirmation: 'Recipient="https://signin.aws.amazon.com/saml"' },
    'InvalidIdentityToken',
    /^Responses must contain SubjectConfirmatonData with a Recipient and NotOnOrAfter$/,
  ],
  [{ end: '2026-11-26T08:01:00Z' }, 'ExpiredTokenException', /^Response has expired$/],
  [{ notBefore: '2026-11-26T08:02:00Z' }, 'InvalidIdentityToken', /not yet valid/],
  [{ instant: '2026-11-26T07:56:00Z' }, 'ExpiredTokenException', /^Token must be redeemed within 5 minutes of issuance$/],
])('another one is refused: %j', (changes, code, message) => {
  expect(verify(response(changes), own)).toMatchObject({ ok: false, error: { code, message: expect.stringMatching(message) } })
})

it('the keys of metadata are those for signing, of 1024 bits at least', () => {
  const text = read('metadata')
  expect(parseSamlMetadata(text)?.keys).toHaveLength(1)
  expect(parseSamlMetadata(text.replace('use="signing"', 'use="encryption"'))).toBeUndefined()
  expect(parseSamlMetadata(text.replace(/MII/, 'XXX'))).toBeUndefined()
  expect(parseSamlMetadata(text.replace('IDPSSODescriptor', 'SPSSODescriptor').replace('/md:IDPSSO', '/md:SPSSO'))).toBeUndefined()
  expect(childrenOf(parseSignedXml(text) ?? expect.fail('no XML'))).toHaveLength(1)
})
