export interface Parser<Message> {
  push(chunk: Uint8Array): Message[];
  end(): void;
}

export type Line = { value: unknown } | { line: number; error: Error };

/** Pieces of a message that is not complete. They are joined once, when it is: joining at each chunk takes quadratic time. */
class Pieces {
  #pieces: Uint8Array[] = [];
  length = 0;

  add(piece: Uint8Array): void {
    if (piece.length === 0) return;
    // A copy: the chunk may be written over.
    this.#pieces.push(new Uint8Array(piece));
    this.length += piece.length;
  }

  take(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [];
    this.length = 0;
    return whole;
  }
}

/** After an error nobody knows where the next message begins: every call fails from then on. */
function failsForGood<Message>({ push, end }: Parser<Message>): Parser<Message> {
  let failure: { error: unknown } | undefined;
  const guarded = <Result>(work: () => Result): Result => {
    if (failure) throw failure.error;
    try {
      return work();
    } catch (error) {
      failure = { error };
      throw error;
    }
  };
  return { push: (chunk) => guarded(() => push(chunk)), end: () => guarded(end) };
}

const [newline, carriageReturn, tab, space] = [10, 13, 9, 32];
const isBlank = (bytes: Uint8Array): boolean =>
  bytes.every((byte) => byte === space || byte === tab || byte === carriageReturn);

export function createLineParser(limit: number): Parser<Line> {
  const begun = new Pieces();
  let line = 0;

  const tooLong = (): Error => new Error(`line ${line + 1} is longer than ${limit} bytes`);

  /** @param bytes - A line, without its "\n". */
  function read(bytes: Uint8Array): Line[] {
    const content = bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
    if (content.length > limit) throw tooLong();
    line++;
    if (isBlank(content)) return [];
    try {
      // Whole lines only: no character is cut, as "\n" is never a part of one in UTF-8.
      return [{ value: JSON.parse(new TextDecoder().decode(content)) as unknown }];
    } catch (error) {
      return [{ line, error: error as Error }];
    }
  }

  return failsForGood({
    push(chunk) {
      const lines: Line[] = [];
      let from = 0;
      // Only the new bytes are looked at.
      for (let to; (to = chunk.indexOf(newline, from)) >= 0; from = to + 1) {
        begun.add(chunk.subarray(from, to));
        lines.push(...read(begun.take()));
      }
      begun.add(chunk.subarray(from));
      // One more than the limit may still be the "\r" of its end.
      if (begun.length > limit + 1) throw tooLong();
      return lines;
    },
    end() {
      if (!isBlank(begun.take())) throw new Error(`line ${line + 1} has no end`);
    },
  });
}

export function createFrameParser(limit: number): Parser<Uint8Array> {
  const begun = new Pieces();
  /** How long the message is; undefined while its length is not complete. */
  let length: number | undefined;

  return failsForGood({
    push(chunk) {
      const messages: Uint8Array[] = [];
      let from = 0;
      for (;;) {
        const wanted: number = length ?? 4;
        const piece = chunk.subarray(from, from + wanted - begun.length);
        from += piece.length;
        begun.add(piece);
        if (begun.length < wanted) return messages;
        const whole = begun.take();
        if (length === undefined) {
          length = new DataView(whole.buffer).getUint32(0);
          // Before a byte of it is kept.
          if (length > limit) throw new Error(`a message of ${length} bytes: ${limit} at most`);
        } else {
          messages.push(whole);
          length = undefined;
        }
      }
    },
    end() {
      if (length !== undefined || begun.length > 0)
        throw new Error('the last message is not complete');
    },
  });
}
