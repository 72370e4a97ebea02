// A terminal's screen: as much of one as `pm2 monit` writes to.

const drawn = 'lqkxmjtuwvn';
const lines = '┌─┐│└┘├┤┬┴┼';

export class Screen {
  readonly #cells: { text: string; style: string }[][];
  #row = 0;
  #column = 0;
  #style = '';
  #drawing = false;

  constructor(columns: number, rows: number) {
    this.#cells = Array.from({ length: rows }, () =>
      Array.from({ length: columns }, () => ({ text: ' ', style: '' })),
    );
  }

  // #region write
  /** Takes what a program wrote; a sequence must be whole. */
  write(output: string): void {
    const sequence =
      // eslint-disable-next-line no-control-regex
      /\x1b\[([?>]?[\d;]*)([a-zA-Z])|\x1b([()])(.)|\x1b\][^\x07]*\x07|\x1b.|(.)/gsu;
    for (const [, numbers = '', end, set, name, text] of output.matchAll(
      sequence,
    )) {
      const [first, second] = numbers.split(';').map(Number);
      if (end === 'H') {
        this.#row = (first || 1) - 1;
        this.#column = (second || 1) - 1;
      } else if (end === 'C') this.#column += first || 1;
      else if (end === 'm') {
        const plain = numbers === '' || numbers === '0';
        this.#style = plain ? '' : `${this.#style}\x1b[${numbers}m`;
      } else if (set) this.#drawing = name === '0';
      else if (text) this.#put(text);
    }
  }

  #put(text: string): void {
    const line = this.#drawing ? lines[drawn.indexOf(text)] : undefined;
    const cell = this.#cells[this.#row]?.[this.#column];
    if (cell) Object.assign(cell, { text: line ?? text, style: this.#style });
    this.#column += 1;
  }
  // #endregion write

  toString(): string {
    return this.#cells
      .map((row) => {
        let style = '';
        const texts = row.map((cell) => {
          const change = cell.style === style ? '' : `\x1b[0m${cell.style}`;
          style = cell.style;
          return change + cell.text;
        });
        return `${texts.join('')}\x1b[0m`.replace(/ +\x1b\[0m$/, '\x1b[0m'); // eslint-disable-line no-control-regex
      })
      .join('\n');
  }
}
