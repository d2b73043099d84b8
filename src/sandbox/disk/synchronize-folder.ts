import { open } from 'node:fs/promises'

/** The names in a folder survive a crash too. */
export async function synchronizeFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
