/** Loads a client library that whoever installed without optional dependencies does not have. */
export async function optional<T>(load: Promise<T>, name: string): Promise<T> {
  try {
    return await load
  } catch {
    throw new Error(`the client library \`${name}\` is not installed: \`npm install ${name}\``)
  }
}
