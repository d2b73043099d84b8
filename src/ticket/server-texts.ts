import type { ServerConnection } from '../connectors/server-connection.ts'
import { describeServerClass, isPrivate, type ServerClass } from '../diagnose/server-look-alikes.ts'
import { databases, servers } from '../faults/server-fault.ts'
import type { Suspects } from './suspects.ts'
import type { TicketError } from './ticket.ts'

type Kind = ServerConnection['connector']

interface ServerText {
  readonly class: ServerClass
  /** SQLSTATE, number of MySQL, or the code of Node.js, where the words stand for one. */
  readonly code?: string
  readonly from: readonly Kind[]
  /** The host, where the words have one, is its group `host`. */
  readonly pattern: RegExp
}

const postgres: readonly Kind[] = ['postgres', 'redshift']
const mysql: readonly Kind[] = ['mysql']
const sqlserver: readonly Kind[] = ['sqlserver']
const mongodb: readonly Kind[] = ['mongodb']

/**
 * Words of database servers, of their clients and of SSH. Each is of a class of look-alikes, never of one fault: servers do not say which.
 *
 * @see https://www.postgresql.org/docs/15/errcodes-appendix.html
 * @see https://www.postgresql.org/docs/15/client-authentication-problems.html
 * @see https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html
 * @see https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors
 * @see https://www.mongodb.com/docs/manual/reference/error-codes/
 * @see https://man.openbsd.org/ssh.1
 */
export const serverTexts: readonly ServerText[] = [
  {
    class: 'pg-hba',
    code: '28000',
    from: postgres,
    pattern: /(?:no\s+pg_hba\.conf\s+entry|pg_hba\.conf\s+rejects\s+connection)\s+for\s+host\s+"[^"\n]+"[^\n]*/g,
  },
  { class: 'db-password', code: '28P01', from: postgres, pattern: /password\s+authentication\s+failed\s+for\s+user\s+"[^"\n]+"/g },
  { class: 'db-closed', code: '55000', from: postgres, pattern: /database\s+"[^"\n]+"\s+is\s+not\s+currently\s+accepting\s+connections/g },
  { class: 'db-not-found', code: '3D000', from: postgres, pattern: /database\s+"[^"\n]+"\s+does\s+not\s+exist/g },
  {
    class: 'db-grant',
    code: '42501',
    from: postgres,
    pattern: /permission\s+denied\s+for\s+(?:database|schema|table|relation)\s+"?[\w$.-]+"?/g,
  },
  { class: 'db-table', code: '42P01', from: postgres, pattern: /relation\s+"[^"\n]+"\s+does\s+not\s+exist/g },
  {
    class: 'db-connections',
    code: '53300',
    from: postgres,
    pattern: /sorry,\s+too\s+many\s+clients\s+already|too\s+many\s+connections\s+for\s+(?:role|database)\s+"[^"\n]+"/g,
  },
  { class: 'db-starting', code: '57P03', from: postgres, pattern: /the\s+database\s+system\s+is\s+starting\s+up/g },
  {
    class: 'tls-unsupported',
    from: databases,
    pattern:
      /server\s+does\s+not\s+support\s+(?:SSL\s+connections|SSL,\s+but\s+SSL\s+was\s+required|secure\s+connection)|disconnected\s+before\s+secure\s+TLS\s+connection\s+was\s+established/gi,
  },
  {
    class: 'tls-untrusted',
    code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    from: databases,
    pattern: /self[- ]signed\s+certificate(?:\s+in\s+certificate\s+chain)?/g,
  },
  {
    class: 'db-grant',
    code: '1044',
    from: mysql,
    pattern: /Access\s+denied\s+for\s+user\s+'[^'\n]*'@'[^'\n]*'\s+to\s+database\s+'[^'\n]+'/g,
  },
  {
    class: 'db-password',
    code: '1045',
    from: mysql,
    pattern: /Access\s+denied\s+for\s+user\s+'[^'\n]*'@'[^'\n]*'(?:\s+\(using\s+password:\s+(?:YES|NO)\))?/g,
  },
  {
    class: 'mysql-host',
    code: '1130',
    from: mysql,
    pattern: /Host\s+'[^'\n]+'\s+is\s+not\s+allowed\s+to\s+connect\s+to\s+this\s+(?:MySQL|MariaDB)\s+server/g,
  },
  {
    class: 'mysql-host',
    code: '1129',
    from: mysql,
    pattern: /Host\s+'[^'\n]+'\s+is\s+blocked\s+because\s+of\s+many\s+connection\s+errors/g,
  },
  { class: 'db-connections', code: '1040', from: mysql, pattern: /\bToo\s+many\s+connections\b/g },
  { class: 'db-not-found', code: '1049', from: mysql, pattern: /Unknown\s+database\s+'[^'\n]+'/g },
  {
    class: 'db-grant',
    code: '1142',
    from: mysql,
    pattern: /\b[A-Z]+\s+command\s+denied\s+to\s+user\s+'[^'\n]*'@'[^'\n]*'\s+for\s+table\s+\S+/g,
  },
  { class: 'db-table', code: '1146', from: mysql, pattern: /Table\s+'[^'\n]+'\s+doesn't\s+exist/g },
  {
    class: 'tls-required',
    code: '3159',
    from: mysql,
    pattern: /Connections\s+using\s+insecure\s+transport\s+are\s+prohibited\s+while\s+--require_secure_transport=ON/g,
  },
  {
    class: 'db-starting',
    code: '18401',
    from: sqlserver,
    pattern: /Login\s+failed\s+for\s+user\s+'[^'\n]*'\.\s+Reason:\s+Server\s+is\s+in\s+script\s+upgrade\s+mode/g,
  },
  { class: 'db-password', code: '18456', from: sqlserver, pattern: /Login\s+failed\s+for\s+user\s+'[^'\n]*'/g },
  { class: 'db-not-found', code: '4060', from: sqlserver, pattern: /Cannot\s+open\s+database\s+"[^"\n]+"\s+requested\s+by\s+the\s+login/g },
  {
    class: 'azure-firewall',
    code: '40615',
    from: sqlserver,
    pattern:
      /Cannot\s+open\s+server\s+'[^'\n]+'\s+requested\s+by\s+the\s+login\.\s+Client\s+with\s+IP\s+address\s+'[^'\n]+'\s+is\s+not\s+allowed/g,
  },
  {
    class: 'db-connections',
    code: '17809',
    from: sqlserver,
    pattern: /the\s+maximum\s+number\s+of\s+user\s+connections\s+has\s+already\s+been\s+reached/g,
  },
  { class: 'db-table', code: '208', from: sqlserver, pattern: /Invalid\s+object\s+name\s+'[^'\n]+'/g },
  { class: 'db-grant', code: '229', from: sqlserver, pattern: /The\s+\w+\s+permission\s+was\s+denied\s+on\s+the\s+object\s+'[^'\n]+'/g },
  {
    class: 'tls-required',
    code: 'EENCRYPT',
    from: sqlserver,
    pattern: /Server\s+requires\s+encryption,\s+set\s+'encrypt'\s+config\s+option/g,
  },
  { class: 'db-password', code: '18', from: mongodb, pattern: /\bAuthentication\s+failed\.(?=\s|$)/g },
  {
    class: 'db-grant',
    code: '13',
    from: mongodb,
    pattern: /Command\s+\w+\s+requires\s+authentication|not\s+authorized\s+on\s+\w+\s+to\s+execute\s+command/g,
  },
  // @see https://github.com/apache/zookeeper/blob/release-3.8.4/zookeeper-server/src/main/java/org/apache/zookeeper/server/quorum/QuorumCnxManager.java
  {
    class: 'zk-not-serving',
    from: ['zookeeper'],
    pattern:
      /This\s+ZooKeeper\s+instance\s+is\s+not\s+currently\s+serving\s+requests|KeeperErrorCode\s+=\s+ConnectionLoss|Cannot\s+open\s+channel\s+to\s+\d+\s+at\s+election\s+address\s+(?<host>[\w.-]+)/g,
  },
  { class: 'ssh-host-key', from: servers, pattern: /Host\s+denied\s+\(verification\s+failed\)|Host\s+key\s+verification\s+failed/g },
  {
    class: 'sftp-off',
    from: ['sftp'],
    pattern: /Unable\s+to\s+start\s+subsystem:\s+sftp|subsystem\s+request\s+failed\s+on\s+channel\s+\d+/g,
  },
  { class: 'db-not-found', code: '2', from: ['sftp'], pattern: /\bNo\s+such\s+file(?:\s+or\s+directory)?\b/g },
  {
    class: 'ssh',
    from: servers,
    pattern:
      /All\s+configured\s+authentication\s+methods\s+failed|\S+:\s+Permission\s+denied\s+\(publickey[^)\n]*\)|ssh:\s+connect\s+to\s+host\s+(?<host>\S+)\s+port\s+\d+:\s+\w[\w ]+/g,
  },
  {
    class: 'ssh-target',
    from: servers,
    pattern: /\(SSH\)\s+Channel\s+open\s+failure:[^\n]*|channel\s+\d+:\s+open\s+failed:[^\n]*/g,
  },
  {
    class: 'dns',
    code: 'ENOTFOUND',
    from: servers,
    pattern:
      /getaddrinfo\s+(?:ENOTFOUND|EAI_AGAIN)\s+(?<host>[\w.-]+)|could\s+not\s+translate\s+host\s+name\s+"(?<host2>[^"\n]+)"\s+to\s+address/g,
  },
  {
    class: 'net-refused',
    code: 'ECONNREFUSED',
    from: servers,
    pattern:
      /connect\s+ECONNREFUSED\s+(?<host>[\w.:-]+?)(?=:\d+\b|\s)(?::\d+)?|server\s+at\s+"(?<host2>[^"\n]+)"[^\n]*?port\s+\d+\s+failed:\s+Connection\s+refused|Connection\s+refused\.\s+Check\s+that\s+the\s+hostname\s+and\s+port\s+are\s+correct|Can't\s+connect\s+to\s+MySQL\s+server\s+on\s+'(?<host3>[^':\n]+)[^\n]*?\((?:111|10061)\)/g,
  },
  {
    class: 'net-timeout',
    code: 'ETIMEDOUT',
    from: servers,
    pattern:
      /connect\s+ETIMEDOUT\s+(?<host>[\w.:-]+?)(?=:\d+\b|\s)(?::\d+)?|server\s+at\s+"(?<host2>[^"\n]+)"[^\n]*?port\s+\d+\s+failed:\s+(?:Connection\s+timed\s+out|timeout\s+expired)|Connection\s+timed\s+out\.\s+Is\s+the\s+server\s+running\s+on\s+host\s+"?(?<host3>[\w.-]+)|Can't\s+connect\s+to\s+MySQL\s+server\s+on\s+'(?<host4>[^':\n]+)[^\n]*?\((?:110|10060)\)/g,
  },
]

interface Words {
  readonly text: ServerText
  /** What the words name as the host. */
  readonly host?: string
}

function wordsOf({ message = '' }: TicketError): Words | undefined {
  for (const text of serverTexts) {
    const [match] = message.matchAll(text.pattern)
    if (match === undefined) continue
    const host = Object.values(match.groups ?? {}).find((found) => found !== undefined)
    return { text, ...(host === undefined ? {} : { host }) }
  }
  return undefined
}

/** Whether a server said it, and not AWS. */
export const isOfServer = (error: TicketError): boolean => wordsOf(error) !== undefined

/** The faults of networks and servers that give such an answer; undefined for an answer of AWS. */
export function serverText(error: TicketError): Suspects | undefined {
  const words = wordsOf(error)
  if (words === undefined) return undefined
  const { text, host } = words
  const described = classesOf(text, error.message ?? '', host).map((known) => ({
    ...describeServerClass(known, { connectors: text.from, ...(host === undefined ? {} : { host }) }),
    class: known,
  }))
  const [first] = described
  if (first === undefined) return undefined
  return {
    says: first.says,
    class: first.class,
    candidates: described.flatMap(({ candidates }) => candidates).map((one) => ({ ...one, proven: false })),
    ruledOut: [],
    ask: described.map(({ next }) => ({ what: next, isDeed: true })),
  }
}

/** Of words that are of more than one class, the likeliest first. */
function classesOf({ class: known }: ServerText, message: string, host: string | undefined): readonly ServerClass[] {
  if (known === 'ssh' && /authentication methods failed|Permission denied/.test(message)) return ['ssh', 'db-password']
  if (known === 'ssh-target') return [known, ...behindTunnel.filter(([, words]) => words.test(message)).map(([behind]) => behind)]
  if (known === 'db-not-found' && /No such file/.test(message)) return [known, 'db-table']
  if (known !== 'net-timeout' && known !== 'net-refused') return [known]
  // At the port of SSH stands the server of a tunnel, and a private address is told before all that may be in the way to it.
  const isSsh = /:22\b|\bport 22\b/.test(message)
  const isFar = known === 'net-timeout' && host !== undefined && isPrivate(host)
  return [...(isSsh ? ['ssh' as const] : []), ...(isFar ? ['private-address' as const] : []), known]
}

/** What an SSH server met on the way to the server that it was to carry the connection on to. */
const behindTunnel: readonly (readonly [ServerClass, RegExp])[] = [
  ['dns', /not known|name resolution/i],
  ['net-refused', /refused/i],
  ['net-timeout', /timed out|timeout/i],
]
