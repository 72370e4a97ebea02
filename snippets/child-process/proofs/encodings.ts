import { exec, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { program, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * A child that writes 中文 in GBK, as programs on a Chinese Windows do: read as text, as bytes, and byte by byte.
   * @zh 子进程用 GBK 输出“中文”，和中文版 Windows 上的程序一样：当文本读、当字节读、逐字节读。
   */
  'exec-gbk': async () => {
    const file = program(
      `for (const byte of [0xd6, 0xd0, 0xce, 0xc4]) {
         process.stdout.write(Buffer.of(byte));
       }`,
    );
    const line = `"${process.execPath}" "${file}"`;
    const text = (await promisify(exec)(line)).stdout;
    const { stdout } = await promisify(exec)(line, { encoding: 'buffer' });
    const child = spawn(process.execPath, [file]);
    const decoder = new TextDecoder('gbk');
    let streamed = '';
    for await (const chunk of child.stdout)
      for (const byte of chunk as Buffer)
        streamed += decoder.decode(Uint8Array.of(byte), { stream: true });
    return {
      'exec()': text.includes('\ufffd') ? 'replacement characters' : text,
      "encoding: 'buffer', TextDecoder": new TextDecoder('gbk').decode(stdout),
      'decode(…, { stream: true })': streamed,
    };
  },
};
