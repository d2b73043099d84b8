import type { ServerConnection } from '../connectors/server-connection.ts'
import type { LoginBlocker } from '../network/admit-login.ts'
import type { Server } from '../network/server.ts'
import type { FaultFacts } from './fault.ts'
import type { Leg, LoginCause, ServerCause } from './server-cause.ts'
import { changeServer, type ServerChange, type ServerEdit } from './server-edit.ts'
import type { ServerEvidence } from './server-evidence.ts'
import { type ServerFault, type ServerFinding, servers } from './server-fault.ts'
import { withNetwork } from './server-set-up.ts'
import { type Target, targetOfLeg } from './server-target.ts'

type BlockerOf<Kind extends LoginBlocker['blocks']> = LoginBlocker & { readonly blocks: Kind }

/** A finding about one thing that the server holds against the login. */
export interface LoginFinding<Kind extends LoginBlocker['blocks']> extends ServerFinding {
  readonly cause: LoginCause
  readonly first: BlockerOf<Kind>
}

interface LoginFacts<Kind extends LoginBlocker['blocks']> extends Omit<FaultFacts, 'connectors'>, Pick<ServerFault, 'example'> {
  readonly blocks: Kind
  /** `tunnel` for what the SSH server says, `either` for what an SFTP server says as well; the server unless given. */
  readonly leg?: Leg | 'either'
  /** All kinds of servers unless given. */
  readonly connectors?: ServerFault['connectors']
  /** The server with this wrong. */
  readonly spoil?: (server: Server, target: Target) => Server | undefined
  /** Instead: the connection with this wrong. */
  readonly mistype?: (target: Target) => Partial<Target['connection']> | undefined
  readonly accepts?: (blocker: BlockerOf<Kind>, evidence: ServerEvidence) => boolean
  readonly say: (finding: LoginFinding<Kind>, evidence: ServerEvidence) => string
  readonly where: (finding: LoginFinding<Kind>, evidence: ServerEvidence) => string
  readonly advise: (finding: LoginFinding<Kind>, evidence: ServerEvidence) => string
  readonly fix: (finding: LoginFinding<Kind>, evidence: ServerEvidence) => readonly ServerEdit[]
}

/** A fault that shows when the server is reached and asked. */
export const loginFault = <Kind extends LoginBlocker['blocks']>({
  blocks,
  leg = 'server',
  spoil,
  mistype,
  accepts,
  ...facts
}: LoginFacts<Kind>): ServerFault<LoginFinding<Kind>> => ({
  connectors: servers,
  ...facts,
  inject: (setUp) => {
    const target = targetOfLeg(setUp, legOf(setUp.connection, leg))
    if (target === undefined || !connectorsOf(facts).includes(setUp.connection.connector)) return undefined
    const settings = mistype?.(target)
    if (settings !== undefined) return { ...setUp, connection: { ...setUp.connection, ...settings } }
    const server = spoil?.(target.listener.server, target)
    return server === undefined
      ? undefined
      : withNetwork(
          setUp,
          changeServer(target.network, target.listener.name, () => server),
        )
  },
  recognise: (evidence) =>
    evidence.causes.filter(isLogin).flatMap((cause) => {
      const [first] = cause.blockers
      if ((leg !== 'either' && cause.leg !== leg) || !isOf(first, blocks) || accepts?.(first, evidence) === false) return []
      return [{ claims: [cause], cause, first, at: first.at }]
    }),
})

/** The way of a connection that a fault is put into. */
function legOf({ tunnel }: ServerConnection, leg: Leg | 'either'): Leg | undefined {
  if (tunnel === undefined) return leg === 'tunnel' ? 'tunnel' : undefined
  return leg === 'either' ? 'tunnel' : leg
}

const connectorsOf = ({ connectors = servers }: { readonly connectors?: ServerFault['connectors'] }): ServerFault['connectors'] =>
  connectors

const isOf = <Kind extends LoginBlocker['blocks']>(blocker: LoginBlocker, blocks: Kind): blocker is BlockerOf<Kind> =>
  blocker.blocks === blocks

export const isLogin = (cause: ServerCause): cause is LoginCause => cause.cause === 'login'

/** A change of the server that the connection means. */
export const onServer = ({ listener }: ServerEvidence, change: ServerChange): readonly ServerEdit[] =>
  listener === undefined ? [] : [{ edit: 'server', listener: listener.name, change }]

/** A change of the server that refuses: the SSH server or the one behind it. */
export const onLeg = (
  { cause: { leg } }: { readonly cause: LoginCause },
  evidence: ServerEvidence,
  change: ServerChange,
): readonly ServerEdit[] => (leg === 'tunnel' ? onBastion(evidence, change) : onServer(evidence, change))

/** A change of the SSH server that carries the connection on. */
export const onBastion = ({ bastion }: ServerEvidence, change: ServerChange): readonly ServerEdit[] =>
  bastion === undefined ? [] : [{ edit: 'server', listener: bastion.name, change }]
