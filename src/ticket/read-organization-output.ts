import { member } from '../base/located.ts'
import type { Findings } from './findings.ts'
import { objectAt, objectsAt, type Piece, placeOf, textAt } from './piece.ts'
import { addPolicy } from './read-policy.ts'
import type { TicketOrganization } from './ticket.ts'

/** Reads what the commands of the AWS CLI for Organizations print. @see https://docs.aws.amazon.com/cli/latest/reference/organizations/ */
export function readOrganizationOutput(piece: Piece, into: Findings): boolean {
  return outputs.some((read) => read(piece, into))
}

type Read = (piece: Piece, into: Findings) => boolean

const types = { SERVICE_CONTROL_POLICY: 'serviceControl', RESOURCE_CONTROL_POLICY: 'resourceControl' } as const

const typeNamed = (text: string | undefined) => Object.entries(types).find(([name]) => name === text)?.[1]

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html */
const describePolicy: Read = (piece, into) => {
  const policy = objectAt(piece.root, 'Policy')
  const summary = policy === undefined ? undefined : objectAt(policy, 'PolicySummary')
  const type = typeNamed(summary === undefined ? undefined : textAt(summary, 'Type'))
  if (policy === undefined || summary === undefined || type === undefined) return false
  const [id, name] = [textAt(summary, 'Id'), textAt(summary, 'Name')]
  const known = { type, ...(id === undefined ? {} : { policyId: id }), ...(name === undefined ? {} : { name }) }
  return addPolicy(piece, member(policy, 'Content'), { ...known, because: 'it is what `aws organizations describe-policy` prints' }, into)
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html */
const listPoliciesForTarget: Read = (piece, into) => {
  const listed = objectsAt(piece.root, 'Policies').filter((policy) => typeNamed(textAt(policy, 'Type')) !== undefined)
  const [, target] = /--target-id[ =]+["']?([\w-]+)/.exec(piece.hint) ?? []
  if (listed.length === 0 || target === undefined) return false
  const policies = listed.flatMap((policy) => textAt(policy, 'Id') ?? [])
  return add(piece, into, { level: { target, policies } }, `the policies attached to \`${target}\``, 'list-policies-for-target')
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html */
const listParents: Read = (piece, into) => {
  const [parent] = objectsAt(piece.root, 'Parents')
  const [, child] = /--child-id[ =]+["']?([\w-]+)/.exec(piece.hint) ?? []
  const id = parent === undefined ? undefined : textAt(parent, 'Id')
  if (id === undefined || child === undefined) return false
  return add(piece, into, { parent: { of: child, is: id } }, `what \`${child}\` is in`, 'list-parents')
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
const describeOrganization: Read = (piece, into) => {
  const organization = objectAt(piece.root, 'Organization')
  const management = organization === undefined ? undefined : textAt(organization, 'MasterAccountId')
  if (management === undefined) return false
  return add(piece, into, { management }, `the organization of account \`${management}\``, 'describe-organization')
}

const outputs: readonly Read[] = [describePolicy, listPoliciesForTarget, listParents, describeOrganization]

function add(piece: Piece, into: Findings, facts: Omit<TicketOrganization, 'at'>, what: string, command: string): true {
  const at = placeOf(piece, piece.root)
  into.organization.push({ at, ...facts })
  into.understand(at, what, `it is what \`aws organizations ${command}\` prints`)
  return true
}
