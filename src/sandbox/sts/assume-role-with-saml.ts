import { createHash, createPrivateKey } from 'node:crypto'
import type { AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse } from '@aws-sdk/client-sts'
import { err, ok, type Result } from '../../base/result.ts'
import type { AwsError } from '../error.ts'
import type { SamlProvider } from '../iam/store.ts'
import type { Call, Operation, Parsed, Permission } from '../operation.ts'
import type { SamlAssertion, SamlSubject } from '../saml/assertion.ts'
import { parseSamlMetadata } from '../saml/metadata.ts'
import { discoveryRefusal, verifySamlResponse } from '../saml/saml-response.ts'
import type { Stores } from '../stores.ts'
import { refuseInactiveRegion } from './inactive-region.ts'
import { parseRoleArn, type RoleArn } from './role-arn.ts'
import { defaultDuration, openRoleSession, refuseDuration, trustOf } from './role-session.ts'
import { type SamlAttributes, samlAttributes } from './saml-attributes.ts'
import { samlContext } from './saml-context.ts'

type Input = Parsed<AssumeRoleWithSAMLRequest>

/**
 * Nobody signs the request: the assertion is the proof, and the trust policy alone decides.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
 */
export const assumeRoleWithSaml: Operation<AssumeRoleWithSAMLRequest, AssumeRoleWithSAMLResponse> = {
  requires: (input, call, stores) => {
    const asked = readRequest(input, call, stores)
    return asked.ok ? ok(permissions(input, asked.value, stores)) : asked
  },
  run: (input, call, stores) => {
    const asked = readRequest(input, call, stores)
    if (!asked.ok) return asked
    const { assertion, attributes, subject, nameQualifier } = asked.value
    const role = stores.iam.role(asked.value.role.arn)
    if (role === undefined) throw new Error('internal error: a role that is not there trusted somebody')
    const refused = refuseDuration(input, role, call)
    if (refused !== undefined) return err(refused)
    const { tags, sourceIdentity, sessionName } = attributes
    const session = { ...input, RoleSessionName: sessionName, DurationSeconds: durationOf(input, asked.value, call) }
    const opened = openRoleSession({ input: session, role, tags, sourceIdentity, federatedProvider: input.PrincipalArn }, call, stores)
    if (!opened.ok) return opened
    return ok({
      ...opened.value,
      Subject: subject.nameId,
      SubjectType: subjectType(subject),
      Issuer: assertion.issuer,
      Audience: assertion.confirmation?.recipient,
      NameQualifier: nameQualifier,
    })
  },
}

interface Asked {
  readonly role: RoleArn
  readonly assertion: SamlAssertion
  readonly subject: SamlSubject
  readonly attributes: SamlAttributes
  readonly nameQualifier: string
}

function readRequest(input: Input, call: Call, stores: Stores): Result<Asked, AwsError> {
  const role = parseRoleArn(input.RoleArn)
  if (!role.ok) return role
  const { account, arn } = role.value
  const inactive = refuseInactiveRegion(account, call, stores)
  if (inactive !== undefined) return err(inactive)
  const { now, requestId } = call
  const provider = stores.iam.accounts.get(account)?.samlProviders.get(input.PrincipalArn)
  const metadata = provider === undefined ? undefined : parseSamlMetadata(provider.document)
  if (provider === undefined || metadata === undefined)
    return err(discoveryRefusal("Specified provider doesn't exist", 'AuthSamlManifestNotFoundException', requestId))
  const assertion = verifySamlResponse({ response: input.SAMLAssertion, metadata, encryption: encryptionOf(provider), now, requestId })
  if (!assertion.ok) return assertion
  const attributes = samlAttributes(assertion.value, { role: arn, provider: input.PrincipalArn })
  if (!attributes.ok) return attributes
  const { subject, issuer } = assertion.value
  if (subject === undefined) return err(withoutName)
  const nameQualifier = createHash('sha1')
    .update(`${issuer}${account}/${providerName(input)}`)
    .digest('base64')
  return ok({ role: role.value, assertion: assertion.value, subject, attributes: attributes.value, nameQualifier })
}

const encryptionOf = ({ encryption, privateKeys }: SamlProvider) => ({
  required: encryption === 'Required',
  keys: privateKeys.map(({ pem }) => createPrivateKey(pem)),
})

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html#troubleshoot_saml_missing-role */
const withoutName: AwsError = { code: 'AccessDenied', message: 'Not authorized to perform sts:AssumeRoleWithSAML', status: 403 }

const providerName = ({ PrincipalArn }: Input): string => PrincipalArn.slice(PrincipalArn.indexOf('/') + 1)

const standardFormat = /^urn:oasis:names:tc:SAML:2\.0:nameid-format:/

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html#API_AssumeRoleWithSAML_ResponseElements */
const subjectType = ({ format }: SamlSubject): string | undefined => format?.replace(standardFormat, '')

/** The identity provider may shorten the session. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html */
function durationOf({ DurationSeconds = defaultDuration }: Input, { assertion, attributes }: Asked, { now }: Call): number {
  const { sessionNotOnOrAfter } = assertion
  const left =
    sessionNotOnOrAfter === undefined ? Infinity : Math.max(0, Math.floor((sessionNotOnOrAfter.getTime() - now.getTime()) / 1000))
  return Math.min(DurationSeconds, left, attributes.sessionDuration ?? Infinity)
}

function permissions(input: Input, asked: Asked, stores: Stores): readonly Permission[] {
  const { role, attributes, assertion, subject, nameQualifier } = asked
  const { tags, sourceIdentity, sessionName } = attributes
  const target = stores.iam.role(role.arn)
  const permission = (action: string): Permission => ({
    action,
    resource: role.arn,
    resourceAccount: role.account,
    principal: { type: 'federated', provider: input.PrincipalArn },
    requestTags: tags.tags,
    ...(target === undefined ? {} : { resourceTags: target.tags, policies: trustOf(target, stores) }),
    context: {
      ...samlContext({ assertion, subject: subject.nameId, subjectType: subjectType(subject), nameQualifier }),
      'saml:doc': `${role.account}/${providerName(input)}`,
      'aws:FederatedProvider': input.PrincipalArn,
      'sts:RoleSessionName': sessionName,
      'sts:SourceIdentity': sourceIdentity,
      'sts:DurationSeconds': String(input.DurationSeconds ?? defaultDuration),
    },
  })
  return [
    permission('sts:AssumeRoleWithSAML'),
    ...(tags.tags.size === 0 ? [] : [permission('sts:TagSession')]),
    ...(sourceIdentity === undefined ? [] : [permission('sts:SetSourceIdentity')]),
  ]
}
