import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { compareUnits } from '../../src/cli/gate/gate-compare.ts'
import { compareIngress } from '../../src/cli/gate/gate-ingress.ts'
import { opaqueParts } from '../../src/cli/gate/gate-opaque.ts'
import { rootModules } from '../../src/cli/gate/gate-source.ts'
import { openTree } from '../../src/cli/gate/gate-tree.ts'
import { unitsOf } from '../../src/cli/gate/gate-units.ts'

const options = { account: '111122223333', region: 'us-east-1', parameters: new Map<string, string>() }
const folder = mkdtempSync(join(tmpdir(), 'sallyport-gate-source-'))
afterAll(() => rmSync(folder, { recursive: true }))
cpSync('test/fixture/import/data-product', join(folder, 'before'), { recursive: true })

/** The same module with one file changed. */
function changed(name: string, file: string, edit: (text: string) => string): string {
  const target = join(folder, name)
  cpSync(join(folder, 'before'), target, { recursive: true })
  writeFileSync(join(target, file), edit(readFileSync(join(target, file), 'utf8')))
  return target
}

const read = (path: string) => unitsOf(openTree(path, '--base'), options)

describe("Terraform's own files in two versions", () => {
  const before = read(join(folder, 'before'))

  it('are compared by their root modules: what a value newly allows, at the line that says so', async () => {
    const wider = changed('wider', 'services.auto.tfvars.json', (text) =>
      text.replace('"zone": "raw"', '"zone": "raw", "actions": ["s3:GetObject", "s3:PutObject"]'),
    )
    expect(rootModules(openTree(wider, '--base'))).toEqual(['.'])
    const [then, now] = [await before, await read(wider)]
    expect(now.units.length).toBeGreaterThan(15)
    const changes = now.units.flatMap((unit) => {
      const known = then.units.find(({ key }) => key === unit.key)
      const { change } = compareUnits(known, unit, new Map(), { limit: 5000, clock: () => 0 })
      return (change?.newlyAllowed.findings ?? []).map(({ actions }) => [change?.name, actions])
    })
    expect(changes).toContainEqual(['role acme-loader', ['s3:PutObject']])
  })

  it('are compared by their networks', async () => {
    const rule = `resource "aws_vpc_security_group_ingress_rule" "world" {
  security_group_id = aws_security_group.database.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
}
`
    const open = await read(changed('open', 'modules/rds/main.tf', (text) => text + rule))
    expect(compareIngress((await before).networks, open.networks, new Map(), (file) => file)).toHaveLength(1)
  })

  it('leave what only a plan can say undecided where the module changed, and only there', async () => {
    const remote = (text: string): string => `${text}module "remote" {\n  source = "terraform-aws-modules/iam/aws"\n}\n`
    const first = await read(changed('remote', 'main.tf', remote))
    const again = await read(changed('again', 'main.tf', (text) => `${remote(text)}# a remark\n`))
    const undecided = (one: typeof first, other: typeof first) =>
      opaqueParts(one.opaque, other.opaque, (path) => path).map(({ message }) => message)
    expect(first.open).toHaveLength(1)
    expect(undecided(first, first)).toEqual([])
    expect(undecided(first, again)).toEqual([expect.stringContaining('`module.remote` cannot be said')])
  })
})
