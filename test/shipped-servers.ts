import { readFileSync } from 'node:fs'
import type { ServerConnection } from '../src/connectors/server-connection.ts'
import type { ServerSetUp } from '../src/faults/server-set-up.ts'
import { loadFixture } from '../src/fixture/load.ts'

/** The made-up key of a scenario. */
const keyIn = (scenario: string): string =>
  /-----BEGIN[\s\S]+KEY-----/
    .exec(readFileSync(`scenarios/${scenario}.yaml`, 'utf8'))?.[0]
    .replace(/^ +/gm, '')
    .concat('\n') ?? ''

/** The connections to servers that go with the fixtures of `policies/`. */
export const shippedServerConnections = {
  postgres: {
    connector: 'postgres',
    host: 'db.acme.example',
    port: 5432,
    user: 'loader',
    password: 'made-up-1',
    database: 'sales',
    tls: 'verify',
    tables: ['orders', 'crm.accounts'],
    from: ['203.0.113.7', '203.0.113.8'],
  },
  'product-vpc': {
    connector: 'postgres',
    host: 'db.product.example',
    port: 5432,
    user: 'product',
    password: 'made-up-3',
    database: 'catalog',
    tls: 'require',
    tables: ['pipelines'],
    from: ['10.0.1.10', '10.0.2.10'],
  },
  'product-ensemble': {
    connector: 'zookeeper',
    host: 'zk-1.product.example',
    port: 2181,
    members: [1, 2, 3].map((id) => ({ host: `zk-${id}.product.example`, port: 2181 })),
    user: '',
    password: '',
    database: '',
    tls: 'off',
    tables: [],
    from: ['10.0.1.10', '10.0.2.10', '10.0.1.30', '10.0.2.30'],
  },
  redshift: {
    connector: 'redshift',
    host: 'warehouse.analytics.example',
    port: 5439,
    user: 'etl',
    password: 'made-up-4',
    database: 'dev',
    tls: 'verify',
    tables: ['events', 'staging.loads'],
    from: ['203.0.113.7', '203.0.113.8', '203.0.113.9'],
  },
  mysql: {
    connector: 'mysql',
    host: 'mysql.shop.example',
    port: 3306,
    user: 'etl',
    password: 'made-up-5',
    database: 'shop',
    tls: 'verify',
    tables: ['orders', 'customers'],
    from: ['10.0.1.10', '10.0.1.11'],
  },
  'postgres-tunnel': {
    connector: 'postgres',
    host: 'db.billing.example',
    port: 5432,
    user: 'reader',
    password: 'made-up-8',
    database: 'invoices',
    tls: 'verify',
    tables: ['lines'],
    from: ['203.0.113.7', '203.0.113.8'],
    tunnel: { host: 'bastion.billing.example', port: 22, user: 'etl', password: 'made-up-7' },
  },
  mongodb: {
    connector: 'mongodb',
    host: 'mongo.orders.example',
    port: 27017,
    user: 'loader',
    password: 'made-up-13',
    database: 'orders',
    tls: 'verify',
    tables: ['orders', 'returns'],
    from: ['10.0.1.10', '10.0.1.11'],
  },
  sqlserver: {
    connector: 'sqlserver',
    host: 'sql.erp.example',
    port: 1433,
    user: 'reader',
    password: 'made-up-11',
    database: 'erp',
    tls: 'verify',
    tables: ['dbo.invoices', 'sales.orders'],
    from: ['203.0.113.7', '203.0.113.8'],
    tunnel: { host: 'bastion.erp.example', port: 22, user: 'etl', password: '', privateKey: keyIn('sqlserver') },
  },
  sftp: {
    connector: 'sftp',
    host: 'sftp.partner.example',
    port: 22,
    user: 'loader',
    password: '',
    privateKey: keyIn('sftp'),
    database: '/exports/daily',
    tls: 'off',
    tables: ['orders.csv', 'customers.csv'],
    from: ['203.0.113.7', '203.0.113.8'],
  },
} as const satisfies Record<string, ServerConnection>

export type ShippedServerName = keyof typeof shippedServerConnections

export const shippedServerNames = Object.keys(shippedServerConnections) as readonly ShippedServerName[]

const loaded = new Map<ShippedServerName, Promise<ServerSetUp>>()

/** Each is read once. */
export function loadShippedServer(name: ShippedServerName): Promise<ServerSetUp> {
  const known = loaded.get(name) ?? load(name)
  loaded.set(name, known)
  return known
}

async function load(name: ShippedServerName): Promise<ServerSetUp> {
  const fixture = await loadFixture(`policies/${name === 'product-ensemble' ? 'product-vpc' : name}`)
  if (!fixture.ok) throw new Error(fixture.error.map(({ at, message }) => `${at.file}:${at.start.line} ${message}`).join('\n'))
  return { fixture: fixture.value, connection: shippedServerConnections[name] }
}
