import type { ServerConnection } from './server-connection.ts'
import type { StepName } from './step.ts'

/** What a login goes through once a server is reached, whatever its kind. */
export const stages = ['tls', 'login', 'database', 'read'] as const
export type Stage = (typeof stages)[number]

const ofDatabase = { tls: 'db.tls', login: 'db.login', database: 'db.database', read: 'db.read' } as const
const ofSftp = { tls: 'sftp.host-key', login: 'sftp.login', database: 'sftp.folder', read: 'sftp.read' } as const

/** The step that a stage is in the probe of a connector. */
export const stepOf = (connector: ServerConnection['connector'], stage: Stage): StepName =>
  connector === 'sftp' ? ofSftp[stage] : ofDatabase[stage]
