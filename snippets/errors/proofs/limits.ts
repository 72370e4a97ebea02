import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { lines, printed } from '../../proving-messages.ts';
import { program, type Proofs } from '../../proving.ts';

export const proofs: Proofs = {
  /**
   * A machine with two ports for outgoing connections, and a third connection.
   * @zh 只有两个外连端口的机器，再建第三条连接。
   * @needs root
   */
  'errors-ports-out': async () => {
    const file = program(`
      import { connect, createServer } from 'node:net';
      const server = createServer().listen(8000, '127.0.0.1', () => {
        for (let i = 0; i < 3; i++)
          connect(8000, '127.0.0.1').on('error', (error) => {
            console.log(error);
            process.exit();
          });
      });`);
    const line =
      'ip link set lo up && echo 50000 50001 > /proc/sys/net/ipv4/ip_local_port_range && exec "$0" "$1"';
    const child = spawn('unshare', [
      ...['-n', 'sh', '-c', line],
      ...[process.execPath, file],
    ]);
    const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    return lines(said, /^Error: /).replace(/ \{$/, '');
  },

  /**
   * A new request on an HTTP/2 session that the server has closed, while another one is under way.
   * @zh HTTP/2 会话已被服务器关闭、还有一个请求在进行，再发新请求。
   */
  'errors-http2-goaway': async () => {
    const server = createServer((_, response) => {
      response.stream.session!.close();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(`http://127.0.0.1:${port}`).on('error', () => {});
    const first = client.request().on('error', () => {});
    await once(client, 'goaway');
    const said = await new Promise<string>((resolve) => {
      try {
        client.request().on('error', (error) => resolve(printed(error)));
      } catch (error) {
        resolve(printed(error));
      }
    });
    first.destroy();
    client.destroy();
    return said;
  },
};
