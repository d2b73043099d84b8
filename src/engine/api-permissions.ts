import { type ApiCall, type NeededPermission, type Needs, passRole, textOf } from './api-call.ts'
import { glueDefault, glueOperations } from './api-glue.ts'
import { iamDefault } from './api-iam.ts'
import { kmsDefault, kmsOperations } from './api-kms.ts'
import { s3Default, s3Operations } from './api-s3.ts'
import { stsDefault, stsOperations } from './api-sts.ts'

interface Service {
  readonly operations: Readonly<Record<string, Needs>>
  readonly otherwise: Needs
}

const services: Readonly<Record<string, Service>> = {
  glue: { operations: glueOperations, otherwise: glueDefault },
  iam: { operations: {}, otherwise: iamDefault },
  kms: { operations: kmsOperations, otherwise: kmsDefault },
  s3: { operations: s3Operations, otherwise: s3Default },
  sts: { operations: stsOperations, otherwise: stsDefault },
}

/** Operations that hand a role to a service: the parameter with its ARN, and the service. */
const passing: Readonly<Record<string, readonly [parameter: string, service: string]>> = {
  'glue:CreateCrawler': ['Role', 'glue.amazonaws.com'],
  'glue:CreateJob': ['Role', 'glue.amazonaws.com'],
  'glue:UpdateCrawler': ['Role', 'glue.amazonaws.com'],
  'glue:UpdateJob': ['Role', 'glue.amazonaws.com'],
  'lambda:CreateFunction': ['Role', 'lambda.amazonaws.com'],
  'lambda:UpdateFunctionConfiguration': ['Role', 'lambda.amazonaws.com'],
}

/**
 * The permissions that one API call needs, in the order in which a refusal would name them. An operation of a service without a table needs the
 * action of its own name on every resource (`*`).
 */
export function permissionsOf(call: ApiCall): readonly NeededPermission[] {
  const [prefix = '', name = ''] = call.operation.split(':')
  const service = Object.hasOwn(services, prefix) ? services[prefix] : undefined
  const listed = service !== undefined && Object.hasOwn(service.operations, name) ? service.operations[name] : undefined
  const needs = listed ?? service?.otherwise ?? noResource
  const passed = Object.hasOwn(passing, call.operation) ? passing[call.operation] : undefined
  const role = passed === undefined ? undefined : textOf(call.parameters, passed[0])
  return [...needs(call), ...(role === undefined || passed === undefined ? [] : [passRole(role, passed[1])])]
}

const noResource: Needs = ({ operation }) => [{ action: operation, resource: '*' }]
