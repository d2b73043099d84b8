/** One line on standard error that says how far a long command is; nothing where standard error is no terminal. */
export class ProgressLine {
  private readonly stream: NodeJS.WriteStream
  private shown = false

  constructor(stream: NodeJS.WriteStream) {
    this.stream = stream
  }

  show(text: string): void {
    if (!this.stream.isTTY) return
    this.stream.write(`\r\x1b[K${text.slice(0, (this.stream.columns ?? 80) - 1)}`)
    this.shown = true
  }

  clear(): void {
    if (this.shown) this.stream.write('\r\x1b[K')
    this.shown = false
  }
}
