import { keyArn } from '../../fixture/decide.ts'
import type { Catalog, Key } from '../../fixture/fixture.ts'
import { breakBy, breakGrants, decideSetUp, dropAction } from '../break-grant.ts'
import { isOfCatalogKeyAlone } from '../catalog-key.ts'
import { setElement } from '../edit-statement.ts'
import type { Fault } from '../fault.ts'
import { type AbsenceFinding, absenceFindings } from '../findings.ts'
import { grantAnew, grantMissing } from '../grant.ts'
import { principalArnOf } from '../holder.ts'
import { keyAdministration } from '../key-administration.ts'
import { changeEntry } from '../map-entry.ts'
import { usedCatalog } from '../meant-catalog.ts'
import { newKey } from '../new-key.ts'
import { consolePath } from '../placed-document.ts'
import { name, sentence } from '../sentence.ts'
import type { SetUp } from '../set-up.ts'
import { keyNameOf, usesCatalogKey, whoNeeds } from '../subject.ts'

/**
 * Whoever reads or writes an encrypted catalog needs its key too: by the key policy, or by its own policies where the key policy leaves that to IAM.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html
 */
export const glueCatalogKms: Fault<AbsenceFinding> = {
  id: 'glue-catalog-kms',
  layer: 'glue',
  tier: 3,
  confidence: 'observed',
  summary: 'the catalog is encrypted with a key that the role may not use',
  sources: [
    'https://docs.aws.amazon.com/glue/latest/dg/set-up-encryption.html',
    'https://docs.aws.amazon.com/athena/latest/ug/access-encrypted-data-glue-data-catalog.html',
    'https://github.com/data-dot-all/dataall/issues/1436',
  ],
  connectors: ['s3-data-lake'],
  classes: ['glue-kms', 'glue-kms-state'],
  verdict: 'unique',
  lookAlikes: ['kms-key-policy-lacks-role', 'kms-decrypt-missing', 'kms-key-disabled'],
  specificity: 1,

  inject: (setUp) => {
    const catalog = usedCatalog(setUp)
    if (catalog === undefined) return undefined
    return catalog.encryptionKey === undefined
      ? encryptCatalog(setUp, catalog)
      : takeKeyAway(setUp, setUp.fixture.keys.get(catalog.encryptionKey))
  },

  recognise: (evidence) =>
    absenceFindings(
      evidence,
      (cause) => (cause.layer === 'identity' || cause.layer === 'resource') && isOfCatalogKeyAlone(cause, evidence.causes),
    ),

  say: ({ first }, { connection }) =>
    sentence`The Glue catalog of ${name(connection.glueDatabase ?? '')} is encrypted with the key ${name(keyNameOf(first.need))}, which the ${whoNeeds(first.need)} may not use.`,

  where: ({ first, document }) =>
    first.layer === 'identity' && document !== undefined
      ? consolePath(document.place)
      : `KMS > Customer managed keys > ${keyNameOf(first.need)} > Key policy`,

  advise: ({ first, claims }, { fixture }) => {
    const actions = [...new Set(claims.map(({ need }) => need.action))].join(', ')
    if (first.layer === 'identity') return `Allow ${actions} on ${first.need.resource}.`
    return `Allow ${principalArnOf(fixture, first.need.by)} ${actions} in the key policy.`
  },

  fix: ({ first, claims }, evidence) => (first.layer === 'identity' ? grantMissing(evidence, claims) : grantAnew(evidence, claims)),
}

/** With a new key, which leaves it to IAM who may use it. */
function encryptCatalog({ fixture, connection }: SetUp, catalog: Catalog): SetUp | undefined {
  const key = newKey(fixture, 'catalog', catalog)
  const { catalogs = new Map<string, Catalog>() } = fixture
  const encrypted = changeEntry(catalogs, catalog.name, (one) => ({ ...one, encryptionKey: key.name }))
  return breakBy({ fixture: { ...fixture, keys: new Map([...fixture.keys, [key.name, key]]), catalogs: encrypted }, connection }, [])
}

/** A key that encrypts files as well is another fault's. */
function takeKeyAway(setUp: SetUp, key: Key | undefined): SetUp | undefined {
  if (key === undefined) return undefined
  const arn = keyArn(setUp.fixture, key)
  if (decideSetUp(setUp).some(({ need }) => need.resource === arn && !usesCatalogKey(need))) return undefined
  return (
    breakGrants(setUp, 'resource', usesCatalogKey, (placed) =>
      setElement(placed, 'Action', keyAdministration, placed.statement.action.element),
    ) ?? breakGrants(setUp, 'identity', usesCatalogKey, dropAction)
  )
}
