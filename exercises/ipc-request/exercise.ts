import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { exercise } from '../kit/types.ts';
import { outcomeOf, show, story, told, type Outcome, solutionAddress } from '../kit/story.ts';
import type { Work } from './child.ts';
import type { Client } from './skeleton.ts';

interface Solution {
  createClient: (child: ChildProcess) => Client;
}

/** A new child that serves, and its client. */
function begin({ createClient }: Solution): { child: ChildProcess; client: Client } {
  story.begin();
  story.step('fork() and createClient(child)', 'fork() 和 createClient(child)');
  const file = solutionAddress();
  const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), [file]);
  return { child, client: createClient(child) };
}

function ask(
  client: Client,
  work: Work | { do: 'echo'; value: bigint },
  limit?: number,
): Promise<Outcome> {
  const detail = 'key' in work ? ` ${work.key}` : work.do === 'echo' ? ` ${show(work.value)}` : '';
  const call = `request(${work.do}${detail}${limit === undefined ? '' : `, ${limit}`})`;
  story.step(call, call);
  // One that throws at once breaks what it was asked for; it is told as it is.
  let promise: Promise<unknown>;
  try {
    promise = client.request(work, limit);
  } catch (error) {
    story.expect('request() gives a promise', 'request() 给出一个 promise');
    return story.must(false, `it threw ${show(error)}`, `它抛出了 ${show(error)}`) as never;
  }
  return outcomeOf(promise);
}

async function mustGive(outcome: Promise<Outcome>, value: unknown, which = 'it'): Promise<void> {
  story.expect(
    `${which} gives ${show(value)}`,
    `${which === 'it' ? '它' : which} 给出 ${show(value)}`,
  );
  const was = await outcome;
  story.must('value' in was && was.value === value, ...told(was));
}

async function mustFail(outcome: Promise<Outcome>, which: string): Promise<Error> {
  story.expect(`${which} fails with an Error`, `${which} 以一个 Error 失败`);
  const was = await outcome;
  story.must('error' in was && was.error instanceof Error, ...told(was));
  return was.error as Error;
}

export default exercise<Solution>({
  title: { en: 'Request and response over IPC', zh: 'IPC 上的请求与响应' },
  minutes: 35,
  task: {
    en: 'A channel to a child carries messages, not answers. Write both sides of request and response over it: `createClient(child)` in the parent, `serve(handler)` in the child. With ids it works at once; what is left is every way in which an answer does not come: the child dies, the request cannot be sent, the answer cannot be sent, it comes too late.',
    zh: '通往子进程的通道传的是消息，不是答复。在它上面写出请求与响应的两端：父进程里的 `createClient(child)`，子进程里的 `serve(handler)`。有了 id 马上就能用；剩下的是答复不来的各种情形：子进程死了，请求发不出去，答复发不出去，答复来得太晚。',
  },
  sections: [
    'ipc#request-response',
    'ipc#request-child-dies',
    'ipc#channel-closed',
    'ipc#serialization',
  ],
  hints: [
    {
      en: 'Keep a Map from id to what is pending, and let one function take a request out of it: whoever gets it there settles it, once.',
      zh: '用一个 Map 从 id 找到还在等的请求，并且只用一个函数把请求取出来：谁取到谁落定它，只有一次。',
    },
    {
      en: "'disconnect' comes for every end of the child, after its last message. What is pending then has no answer to come.",
      zh: "子进程的每一种结束都会触发 'disconnect'，而且在它最后一条消息之后。那时还在等的请求不会再有答复。",
    },
    {
      en: 'send() fails in two ways: it throws where the value cannot be serialized, and it calls back with an error where the channel is closed. Without a callback that error is an event, which ends the program. The child has the same with its answer.',
      zh: 'send() 有两种失败：值不能序列化时它抛错，通道关了它用错误回调。没有回调，这个错误就变成事件，会让程序结束。子进程发答复时也一样。',
    },
  ],
  demands: [
    {
      id: 'answers',
      says: {
        en: 'Each of many requests at once gets its own answer, in whatever order the answers come.',
        zh: '同时有许多请求时，每个都得到自己的答复，不管答复按什么顺序来。',
      },
      async check(solution) {
        const { client } = begin(solution);
        await mustGive(ask(client, { do: 'echo', value: 1 }), 1);
        const [a, b] = [
          ask(client, { do: 'hold', key: 'a' }),
          ask(client, { do: 'hold', key: 'b' }),
        ];
        const freed = ['b', 'a'].map((key) => ask(client, { do: 'let go', key }));
        await mustGive(b, 'b', 'request(hold b)');
        await mustGive(a, 'a', 'request(hold a)');
        for (const outcome of freed) await mustGive(outcome, undefined, 'request(let go)');
        story.begin();
        story.step(
          'request(noise): the child sends null and a string as well',
          'request(noise)：子进程还会发 null 和一个字符串',
        );
        await mustGive(outcomeOf(client.request({ do: 'noise' })), 'sent');
        story.begin();
        story.step('request(echo n) for 500 numbers at once', '同时为 500 个数 request(echo n)');
        const many = Array.from({ length: 500 }, (_, value) =>
          outcomeOf(client.request({ do: 'echo', value })),
        );
        for (const [value, outcome] of many.entries())
          await mustGive(outcome, value, `number ${value}`);
      },
    },
    {
      id: 'errors',
      says: {
        en: 'What the handler throws fails its request, with its name and message, and no other.',
        zh: '处理函数抛出的错误带着它的 name 和 message 让自己的请求失败，别的请求不受影响。',
      },
      async check(solution) {
        const { client } = begin(solution);
        const bad = ask(client, { do: 'throw', message: 'no' });
        const good = ask(client, { do: 'echo', value: 'after' });
        const error = await mustFail(bad, 'request(throw)');
        story.expect('it fails with RangeError: no', '它以 RangeError: no 失败');
        story.must(error.name === 'RangeError' && error.message === 'no', ...told({ error }));
        await mustGive(good, 'after');
      },
    },
    {
      id: 'deaths',
      says: {
        en: 'Where the child dies, every pending request fails, and so does every later one.',
        zh: '子进程死了，还在等的请求全部失败，以后的请求也失败。',
      },
      async check(solution) {
        for (const how of ['exit', 'SIGKILL'] as const) {
          const { child, client } = begin(solution);
          await mustGive(ask(client, { do: 'echo', value: 1 }), 1);
          const exit = once(child, 'exit');
          const held = ['a', 'b'].map((key) => ask(client, { do: 'hold', key }));
          if (how === 'exit') held.push(ask(client, { do: 'exit' }));
          else {
            story.step('the child is killed', '子进程被杀掉');
            child.kill(how);
          }
          // Sent while nobody knows yet.
          held.push(ask(client, { do: 'echo', value: 2 }));
          for (const [index, outcome] of held.entries())
            await mustFail(outcome, `request ${index + 2}`);
          await exit;
          story.step('the child is gone', '子进程没了');
          await mustFail(ask(client, { do: 'echo', value: 3 }), 'request(echo 3)');
        }
      },
    },
    {
      id: 'unsendable',
      says: {
        en: 'A request or an answer that cannot be sent fails that request, and no other; the child lives on.',
        zh: '发不出去的请求或答复只让那一个请求失败；子进程继续活着。',
      },
      async check(solution) {
        const { client } = begin(solution);
        const held = ask(client, { do: 'hold', key: 'a' });
        await mustFail(ask(client, { do: 'echo', value: 1n }), 'request(echo 1n)');
        await mustFail(ask(client, { do: 'bigint' }), 'request(bigint)');
        const freed = ask(client, { do: 'let go', key: 'a' });
        await mustGive(held, 'a', 'request(hold a)');
        await mustGive(freed, undefined);
      },
    },
    {
      id: 'late',
      says: {
        en: 'A request whose answer is not there within its limit fails, and the late answer settles no other.',
        zh: '时限内没有答复的请求失败；迟到的答复不会落定别的请求。',
      },
      async check(solution) {
        const { client } = begin(solution);
        await mustGive(ask(client, { do: 'echo', value: 1 }), 1);
        // Time: the limit that is tried. The child never answers by itself, so any length is right.
        const late = ask(client, { do: 'hold', key: 'a' }, 20);
        await mustFail(late, 'request(hold a)');
        const next = ask(client, { do: 'hold', key: 'b' });
        // The channel keeps the order: when this is answered, the late answer has come.
        await mustGive(ask(client, { do: 'let go', key: 'a' }), undefined);
        await mustGive(ask(client, { do: 'echo', value: 2 }), 2);
        const freed = ask(client, { do: 'let go', key: 'b' });
        await mustGive(next, 'b', 'request(hold b)');
        await mustGive(freed, undefined);
      },
    },
    {
      id: 'close',
      says: {
        en: 'close() fails what is pending and lets the child end; a request after it fails, and close() again does nothing.',
        zh: 'close() 让还在等的请求失败，并让子进程能够结束；之后的请求失败，再次 close() 什么都不做。',
      },
      async check(solution) {
        const { child, client } = begin(solution);
        const exit = once(child, 'exit');
        await mustGive(ask(client, { do: 'echo', value: 1 }), 1);
        const held = ask(client, { do: 'hold', key: 'a' });
        story.step('close(), twice', 'close()，调用两次');
        client.close();
        client.close();
        await mustFail(held, 'request(hold a)');
        await mustFail(ask(client, { do: 'echo', value: 2 }), 'request(echo 2)');
        story.expect('the child ends', '子进程结束');
        await exit;
      },
    },
  ],
});
