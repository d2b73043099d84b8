import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface RadosgwUser {
  readonly name: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

export interface Radosgw {
  readonly endpoint: string
  readonly close: () => Promise<void>
}

/** Ceph's object gateway with one monitor and one store in memory, all on loopback: an S3, IAM and STS that enforces policies and is not ours. */
export async function startRadosgw(users: readonly RadosgwUser[]): Promise<Radosgw> {
  const folder = await mkdtemp(join(tmpdir(), 'radosgw-'))
  const [first = 0, second = 0, port = 0] = await freePorts(3)
  const monitor = `[v2:127.0.0.1:${first},v1:127.0.0.1:${second}]`
  const [fsid, osd] = [randomUUID(), randomUUID()]
  const conf = join(folder, 'ceph.conf')
  await Promise.all(['mon', 'osd'].map((name) => mkdir(join(folder, name))))
  await writeFile(conf, configuration({ folder, fsid, monitor, port }))
  const started: ChildProcess[] = []
  const start = (program: string, ...args: string[]): void => {
    started.push(spawn(program, [...args, '-c', conf, '-f'], { stdio: 'ignore', cwd: folder }))
  }
  const close = async (): Promise<void> => {
    for (const child of started) child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await run('monmaptool', ['--create', '--fsid', fsid, '--addv', 'a', monitor, join(folder, 'monmap')])
    await run('ceph-mon', ['--mkfs', '-i', 'a', '--monmap', join(folder, 'monmap'), '-c', conf])
    start('ceph-mon', '-i', 'a')
    await run('ceph', ['-c', conf, 'osd', 'new', osd, '0'], { timeout: 30_000 })
    await run('ceph-osd', ['-i', '0', '--mkfs', '--osd-uuid', osd, '-c', conf])
    await run('ceph', ['-c', conf, 'osd', 'crush', 'add', 'osd.0', '1.0', 'host=h', 'root=default'], { timeout: 30_000 })
    start('ceph-osd', '-i', '0')
    for (const user of users) await createUser(conf, user)
    start('radosgw', '-n', 'client.admin')
    const endpoint = `http://127.0.0.1:${port}`
    await answers(endpoint)
    return { endpoint, close }
  } catch (error) {
    await close()
    throw error
  }
}

function createUser(conf: string, { name, accessKeyId, secretAccessKey }: RadosgwUser) {
  const keys = ['--access-key', accessKeyId, '--secret', secretAccessKey, '--caps', 'user-policy=*;roles=*']
  return run('radosgw-admin', ['-c', conf, 'user', 'create', '--uid', name, '--display-name', name, ...keys], { timeout: 60_000 })
}

async function answers(endpoint: string): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(endpoint).catch(() => undefined)
    if (answer !== undefined) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('radosgw did not come up')
}

const freePorts = (count: number): Promise<number[]> => Promise.all(Array.from({ length: count }, freePort))

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

interface Places {
  readonly folder: string
  readonly fsid: string
  readonly monitor: string
  readonly port: number
}

/** No authentication within the cluster, one copy of everything, and nothing on disk that lasts. */
const configuration = ({ folder, fsid, monitor, port }: Places): string => `
[global]
fsid = ${fsid}
mon host = ${monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 2000
mon data avail crit = 1
mon data avail warn = 1
run dir = ${folder}
admin socket = ${folder}/$name.asok
log file = ${folder}/$name.log
pid file = ${folder}/$name.pid
[mon]
mon data = ${folder}/mon
[osd]
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd class load list = *
osd class default list = *
[client.admin]
ms mon client mode = crc
ms mon cluster mode = crc
ms mon service mode = crc
rgw frontends = beast endpoint=127.0.0.1:${port}
rgw s3 auth use sts = true
rgw sts key = abcdefghijklmnop
`
