import { dbClosed } from './db-auth/db-closed.ts'
import { dbConnectMissing } from './db-auth/db-connect-missing.ts'
import { dbGrantMissing } from './db-auth/db-grant-missing.ts'
import { dbHostNotAllowed } from './db-auth/db-host-not-allowed.ts'
import { dbHostRejected } from './db-auth/db-host-rejected.ts'
import { dbNotFound } from './db-auth/db-not-found.ts'
import { dbPasswordWrong } from './db-auth/db-password-wrong.ts'
import { dbTableNotFound } from './db-auth/db-table-not-found.ts'
import { dbUserNotAdmitted } from './db-auth/db-user-not-admitted.ts'
import { dbUserUnknown } from './db-auth/db-user-unknown.ts'
import { tlsRequired } from './db-auth/tls-required.ts'
import { tlsUnsupported } from './db-auth/tls-unsupported.ts'
import { tlsUntrustedCertificate } from './db-auth/tls-untrusted-certificate.ts'
import { dnsNotFound } from './dns/dns-not-found.ts'
import { zookeeperClientPortClosed } from './ensemble/zookeeper-client-port-closed.ts'
import { zookeeperElectionPortClosed } from './ensemble/zookeeper-election-port-closed.ts'
import { zookeeperMemberCut } from './ensemble/zookeeper-member-cut.ts'
import { zookeeperMemberDown } from './ensemble/zookeeper-member-down.ts'
import { zookeeperQuorumLost } from './ensemble/zookeeper-quorum-lost.ts'
import { zookeeperQuorumPortClosed } from './ensemble/zookeeper-quorum-port-closed.ts'
import { naclEphemeralMissing } from './nacl/nacl-ephemeral-missing.ts'
import { naclEphemeralTooNarrow } from './nacl/nacl-ephemeral-too-narrow.ts'
import { naclInboundDeny } from './nacl/nacl-inbound-deny.ts'
import { naclInboundMissing } from './nacl/nacl-inbound-missing.ts'
import { internetGatewayDetached } from './route/internet-gateway-detached.ts'
import { peeringNotActive } from './route/peering-not-active.ts'
import { privateEndpointOnly } from './route/private-endpoint-only.ts'
import { privatelinkNotAccepted } from './route/privatelink-not-accepted.ts'
import { privatelinkNotAllowed } from './route/privatelink-not-allowed.ts'
import { routeBlackhole } from './route/route-blackhole.ts'
import { routeMissing } from './route/route-missing.ts'
import { vpcBlockPublicAccess } from './route/vpc-block-public-access.ts'
import { sgEgressBlocked } from './security-group/sg-egress-blocked.ts'
import { sgHasNoRules } from './security-group/sg-has-no-rules.ts'
import { sgMissingVendorIp } from './security-group/sg-missing-vendor-ip.ts'
import { sgPartialIpList } from './security-group/sg-partial-ip-list.ts'
import { sgSourceIsSecurityGroup } from './security-group/sg-source-is-security-group.ts'
import { sgStaleReference } from './security-group/sg-stale-reference.ts'
import { sgWrongPort } from './security-group/sg-wrong-port.ts'
import { sgWrongProtocol } from './security-group/sg-wrong-protocol.ts'
import { connectionRefused } from './server/connection-refused.ts'
import { missingSftpSubsystem } from './server/missing-sftp-subsystem.ts'
import { portWrong } from './server/port-wrong.ts'
import { serverSilent } from './server/server-silent.ts'
import { serverStarting } from './server/server-starting.ts'
import { tooManyConnections } from './server/too-many-connections.ts'
import type { ServerFault } from './server-fault.ts'
import { sshForwardingDenied } from './tunnel/ssh-forwarding-denied.ts'
import { sshHostKeyChanged } from './tunnel/ssh-host-key-changed.ts'
import { sshKeyNotAuthorized } from './tunnel/ssh-key-not-authorized.ts'
import { sshLoginFailed } from './tunnel/ssh-login-failed.ts'
import { sshTunnelRefused } from './tunnel/ssh-tunnel-refused.ts'
import { sshTunnelTargetBlocked } from './tunnel/ssh-tunnel-target-blocked.ts'

/** Every fault of a connection to a server, in the order in which a connection meets them. */
export const serverCatalogue: readonly ServerFault[] = [
  sshTunnelRefused,
  sshHostKeyChanged,
  sshLoginFailed,
  sshKeyNotAuthorized,
  sshForwardingDenied,
  dnsNotFound,
  privateEndpointOnly,
  routeMissing,
  routeBlackhole,
  internetGatewayDetached,
  vpcBlockPublicAccess,
  peeringNotActive,
  privatelinkNotAccepted,
  privatelinkNotAllowed,
  sgMissingVendorIp,
  sgWrongPort,
  sgPartialIpList,
  sgSourceIsSecurityGroup,
  sgHasNoRules,
  sgEgressBlocked,
  sgWrongProtocol,
  sgStaleReference,
  naclInboundDeny,
  naclInboundMissing,
  naclEphemeralMissing,
  naclEphemeralTooNarrow,
  connectionRefused,
  portWrong,
  sshTunnelTargetBlocked,
  serverSilent,
  serverStarting,
  tooManyConnections,
  tlsRequired,
  tlsUnsupported,
  tlsUntrustedCertificate,
  dbHostNotAllowed,
  dbHostRejected,
  dbUserNotAdmitted,
  dbPasswordWrong,
  dbUserUnknown,
  missingSftpSubsystem,
  dbNotFound,
  dbClosed,
  dbConnectMissing,
  dbGrantMissing,
  dbTableNotFound,
  zookeeperClientPortClosed,
  zookeeperMemberDown,
  zookeeperQuorumLost,
  zookeeperMemberCut,
  zookeeperQuorumPortClosed,
  zookeeperElectionPortClosed,
]
