// A terminal for a program: what it is given on stdin is typed, what it writes to stdout stands on the screen.
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

// #region terminal
// Node cannot open a pseudo-terminal by itself; Python can.
const open = `
import os, pty, select, sys
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
watched = [fd, 0]
while True:
    ready = select.select(watched, [], [])[0]
    if 0 in ready:
        keys = os.read(0, 65536)
        if keys: os.write(fd, keys)
        else: watched.remove(0)
    if fd in ready:
        try: screen = os.read(fd, 65536)
        except OSError: break # Nobody has the terminal any more.
        if not screen: break
        os.write(1, screen)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(128 - code if code < 0 else code)`;

export const terminal = (
  command: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ChildProcessWithoutNullStreams =>
  spawn('python3', ['-c', open, ...command], { env });
// #endregion terminal

/** Types into a terminal, and waits for what appears. */
export class Screen {
  text = '';
  readonly #terminal: ChildProcessWithoutNullStreams;
  #looked: () => void = () => {};

  constructor(of: ChildProcessWithoutNullStreams) {
    this.#terminal = of;
    of.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.text += text;
      this.#looked();
    });
    of.stderr.pipe(process.stderr);
    of.on('close', () => this.#looked());
  }

  type(keys: string): void {
    this.#terminal.stdin.write(keys);
  }

  /** Waits until it shows this text. */
  async shows(text: string): Promise<void> {
    while (!this.text.includes(text)) {
      if (this.#terminal.exitCode !== null) throw new Error(this.text);
      await new Promise<void>((resolve) => (this.#looked = resolve));
    }
  }

  /** Waits for the end of what runs there; gives its exit code. */
  async ends(): Promise<number | null> {
    if (this.#terminal.exitCode === null) {
      await new Promise((resolve) => this.#terminal.on('close', resolve));
    }
    return this.#terminal.exitCode;
  }
}
