import { err, ok, type Result } from '../../base/result.ts'
import { parseArn } from '../../policy/arn.ts'
import { parsePolicyText } from '../../policy/parse-policy.ts'
import type { Policy, PolicyType, PrincipalPattern } from '../../policy/policy.ts'

/** Who may be named in a policy, as the account knows it. */
export interface PrincipalDirectory {
  knowsAccount(id: string): boolean
  /** The unique id of the user or role with this ARN. */
  principalId(arn: string): string | undefined
  /** The ARN of the user or role with this unique id. */
  principalArn(id: string): string | undefined
}

interface Document {
  readonly text: string
  readonly policy: Policy
}

export interface ResourceDocumentParts {
  readonly type: PolicyType
  readonly document: Document
  readonly ids: ReadonlyMap<string, string>
}

/**
 * The policy of a resource. It keeps the users and roles that it names by their unique ids: when one is deleted, its id stands where its ARN stood,
 * and a new one of the same name is somebody else; when one is renamed, the policy follows.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
 */
export class ResourceDocument {
  readonly #type: PolicyType
  readonly #document: Document
  /** The unique ids by the ARN or id that the text has. */
  readonly #ids: ReadonlyMap<string, string>

  private constructor(type: PolicyType, document: Document, ids: ReadonlyMap<string, string>) {
    this.#type = type
    this.#document = document
    this.#ids = ids
  }

  /** Refuses a policy that names a user or role which is not there, with the element as the policy has it: `"AWS":"arn:…"`. */
  static of(document: Document, type: PolicyType, directory: PrincipalDirectory): Result<ResourceDocument, string> {
    const named = principalsOf(document.policy).filter(({ type: kind }) => kind === 'AWS')
    const missing = named.find(({ text }) => !exists(text, directory))
    if (missing !== undefined) return err(`"AWS":"${missing.text}"`)
    const ids = named.flatMap(({ text }) => {
      const id = isUniqueId(text) ? text : directory.principalId(text)
      return id === undefined ? [] : [[text, id] as const]
    })
    return ok(new ResourceDocument(type, document, new Map(ids)))
  }

  /** What there is to it, for who keeps it. */
  get parts(): ResourceDocumentParts {
    return { type: this.#type, document: this.#document, ids: this.#ids }
  }

  /** As it was kept. */
  static from({ type, document, ids }: ResourceDocumentParts): ResourceDocument {
    return new ResourceDocument(type, document, ids)
  }

  /** The policy as it reads now. */
  current(directory: PrincipalDirectory): Document {
    const changes = principalsOf(this.#document.policy).flatMap((pattern) => this.#change(pattern, directory))
    if (changes.length === 0) return this.#document
    const text = changes.reduceRight(splice, this.#document.text)
    const policy = parsePolicyText(text, this.#document.policy.at.file, this.#type)
    if (!policy.ok) throw new Error('internal error: a policy no longer parses with other principals')
    return { text, policy: policy.value }
  }

  #change(pattern: PrincipalPattern, directory: PrincipalDirectory): Change[] {
    const id = this.#ids.get(pattern.text)
    if (id === undefined || directory.principalId(pattern.text) === id) return []
    const text = directory.principalArn(id) ?? id
    return text === pattern.text ? [] : [{ pattern, text }]
  }
}

interface Change {
  readonly pattern: PrincipalPattern
  readonly text: string
}

const splice = (text: string, { pattern: { at }, text: replacement }: Change): string =>
  text.slice(0, at.start.offset) + JSON.stringify(replacement) + text.slice(at.end.offset)

const principalsOf = (policy: Policy): readonly PrincipalPattern[] =>
  policy.statements.flatMap(({ principal }) => principal?.patterns ?? [])

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const isUniqueId = (text: string): boolean => /^A(?:IDA|ROA)[A-Z0-9]+$/.test(text)

/** Of accounts that the sandbox does not have nothing is known, so their principals are believed; sessions are not looked up. */
function exists(principal: string, directory: PrincipalDirectory): boolean {
  if (isUniqueId(principal)) return directory.principalArn(principal) !== undefined
  const arn = parseArn(principal)
  if (arn === undefined || arn.service !== 'iam' || arn.resource === 'root' || !directory.knowsAccount(arn.account)) return true
  return directory.principalId(principal) !== undefined
}
