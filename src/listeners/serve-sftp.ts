import type { Connection } from 'ssh2'
import { type Login, type LoginBlocker, loginBlockers } from '../network/admit-login.ts'
import type { Visitor } from './visitor.ts'

/** Status codes of SFTP, with the words of OpenSSH. @see https://github.com/openssh/openssh-portable/blob/V_9_2/sftp-server.c */
const eof = [1, 'End of file'] as const
const noSuchFile = [2, 'No such file'] as const
const permissionDenied = [3, 'Permission denied'] as const
const unsupported = [8, 'Operation unsupported'] as const

/** The folders and files of an SFTP server: they can be listed and opened, and each file has one line. */
export function serveFiles(client: Connection, { server }: Visitor, login: Login): void {
  const blockersOf = (database: string, tables: readonly string[]): readonly LoginBlocker[] =>
    loginBlockers(server, { ...login, database, tables })
  client.on('session', (acceptSession) => {
    acceptSession().on('sftp', (acceptFiles, reject) => {
      if (!server.sftpSubsystem) {
        reject()
        return
      }
      const files = acceptFiles()
      const listed = new Set<string>()
      const refuse = (id: number, [code, words]: readonly [number, string]): void => {
        files.status(id, code, words)
      }
      files
        .on('OPENDIR', (id, path) => {
          const [folder] = foldersOf(path)
          const refusal = folder === undefined ? noSuchFile : statusOf(blockersOf(folder, []))
          if (refusal === undefined) files.handle(id, Buffer.from(`folder ${folder}`))
          else refuse(id, refusal)
        })
        .on('READDIR', (id, handle) => {
          const folder = handle.toString('utf8').replace(/^folder /, '')
          const tables = [...(server.databases.get(folder)?.tables.keys() ?? [])]
          if (listed.has(folder) || tables.length === 0) refuse(id, eof)
          else
            files.name(
              id,
              tables.map((filename) => ({
                filename,
                longname: filename,
                attrs: { mode: 0o100644, uid: 0, gid: 0, size: 2, atime: 0, mtime: 0 },
              })),
            )
          listed.add(folder)
        })
        .on('OPEN', (id, path) => {
          const folder = foldersOf(path).find((each) => server.databases.has(each))
          const refusal = folder === undefined ? noSuchFile : statusOf(blockersOf(folder, [path.slice(folder.length).replace(/^\//, '')]))
          if (refusal === undefined) files.handle(id, Buffer.from(`file ${path}`))
          else refuse(id, refusal)
        })
        .on('CLOSE', (id) => refuse(id, [0, 'Success']))
      for (const other of ['READ', 'WRITE', 'STAT', 'LSTAT', 'REALPATH', 'REMOVE', 'MKDIR', 'RMDIR', 'RENAME'] as const)
        files.on(other, (id: number) => refuse(id, unsupported))
    })
  })
}

/** The folder itself, then each above it. */
function foldersOf(path: string): readonly string[] {
  const trimmed = path.length > 1 ? path.replace(/\/+$/, '') : path
  const above = trimmed.lastIndexOf('/')
  return above <= 0 ? [trimmed, ...(trimmed === '/' ? [] : ['/'])] : [trimmed, ...foldersOf(trimmed.slice(0, above))]
}

function statusOf(blockers: readonly LoginBlocker[]): readonly [number, string] | undefined {
  if (blockers.some(({ blocks }) => blocks === 'noDatabase' || blocks === 'noTable')) return noSuchFile
  return blockers.some(({ blocks }) => blocks === 'connect' || blocks === 'table') ? permissionDenied : undefined
}
