import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { exercise } from '../kit/types.ts';
import { story, told, type Outcome } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import { openGate, type Gate } from './gate.ts';
import { startRedis, type Redis } from './server.ts';
import type { Limiter, Options } from './skeleton.ts';
import type { Ask, Said } from './taker.ts';

interface Solution {
  createLimiter: (client: never, options: Options) => Limiter;
}

const hour = 3_600_000;
/** A window that is not over before the judge is; all clocks that are wrong are wrong by more. */
const long = hour / 2;

const file = new URL('./taker.ts', import.meta.url);

/** What a call to a limiter came to. */
interface Call {
  outcome: Promise<Outcome>;
  /** The same, once it is there. */
  ended?: Outcome;
}

/** A process that has a limiter. */
interface Taker {
  name: string;
  gate: Gate;
  /** How often its client has connected. */
  connections: number;
  call: (what: Ask['call'], id: string) => Call;
  /** A call that has been told. */
  again: (what: Ask['call'], id: string) => Call;
  /** Ends it as nothing announces, and waits until Redis knows it no more. */
  kill: () => Promise<void>;
}

/** What a demand attacks with: a Redis and processes, which all end with it. */
interface Place {
  redis: Redis;
  taker: (name: string, wrong?: number) => Promise<Taker>;
  /** Begins a sequence: Redis is empty, and the limiters are new. */
  begin: (limit: number, windowMs?: number) => void;
}

async function inPlace(attack: (place: Place) => Promise<void>): Promise<void> {
  const redis = await startRedis();
  const children = new Set<ChildProcess>();
  const gates: Gate[] = [];
  let sequence = 0;
  let options: Options = { key: '', limit: 0, windowMs: 0 };

  async function taker(name: string, wrong = 0): Promise<Taker> {
    const gate = await openGate(redis.path);
    gates.push(gate);
    const child = fork(file, [String(gate.port), String(wrong)], { serialization: 'advanced' });
    const exited = once(child, 'exit');
    children.add(child);
    const open = new Map<number, (outcome: Outcome) => void>();
    let asked = 0;
    const self: Taker = {
      name,
      gate,
      connections: 0,
      call(what, id) {
        story.step(`${name}: ${what}("${id}")`, `${name}：${what}("${id}")`);
        return self.again(what, id);
      },
      again(call, id) {
        const number = asked++;
        const begun: Call = {
          outcome: new Promise((resolve) => {
            if (child.connected) open.set(number, resolve);
            else resolve({ error: new Error('its process is gone') });
          }),
        };
        void begun.outcome.then((outcome) => (begun.ended = outcome));
        if (child.connected) child.send({ number, call, id, options } satisfies Ask);
        return begun;
      },
      async kill() {
        child.kill('SIGKILL');
        await exited;
        await until(() => !gate.isConnected());
      },
    };
    child.on('message', (said: Said) => {
      if (said === 'ready') self.connections++;
      else if ('value' in said) open.get(said.number)!({ value: said.value });
      else
        open.get(said.number)!({
          error: Object.assign(new Error(said.message), { name: said.name }),
        });
    });
    void exited.then(([code]) => {
      children.delete(child);
      for (const resolve of open.values())
        resolve({ error: new Error(`its process ended with ${code}`) });
    });
    await until(() => self.connections > 0 || !child.connected);
    return self;
  }

  try {
    await attack({
      redis,
      taker,
      begin(limit, windowMs = long) {
        options = { key: `places-${++sequence}`, limit, windowMs };
        story.begin();
        story.step(
          `createLimiter(client, { limit: ${limit}, windowMs: ${windowMs}, … }) in each process`,
          `每个进程各自 createLimiter(client, { limit: ${limit}, windowMs: ${windowMs}, … })`,
        );
      },
    });
  } finally {
    for (const child of children) child.kill('SIGKILL');
    for (const gate of gates) gate.close();
    await redis.stop();
  }
}

/** How it ended must be this. */
async function is(call: Call, wanted: boolean | undefined, en: string, zh: string): Promise<void> {
  story.expect(en, zh);
  const outcome = await call.outcome;
  story.must(
    'value' in outcome && (wanted === undefined || outcome.value === wanted),
    ...told(outcome),
  );
}

/** Asks for places, one after the other: each must be got or refused as it says. */
async function takes(
  ...wanted: readonly (readonly [who: Taker, id: string, has: boolean])[]
): Promise<void> {
  for (const [who, id, has] of wanted)
    await is(
      who.call('take', id),
      has,
      has ? `"${id}" has a place: true` : 'all places are taken: false',
      has ? `"${id}" 有位置：true` : '位置已满：false',
    );
}

const givesBack = (who: Taker, id: string): Promise<void> =>
  is(who.call('giveBack', id), undefined, 'it resolves', '它完成');

/** Everything in Redis goes by itself, at this moment at the latest. */
async function goesBy(redis: Redis, latest: number): Promise<void> {
  story.expect(
    'whatever is in Redis is gone at the end of the window',
    '窗口结束时，Redis 里的一切都消失',
  );
  for (const [key, end] of await redis.ends()) {
    story.must(end !== undefined, `the key "${key}" stays for ever`, `键 "${key}" 永远留着`);
    story.must(
      end <= latest,
      `the key "${key}" stays ${end - latest} ms longer`,
      `键 "${key}" 多留 ${end - latest} 毫秒`,
    );
  }
}

/** Waits until its clock is past a moment: what is counted from later ends later. */
async function passes(redis: Redis, moment: number): Promise<void> {
  story.step('300 ms pass', '过了 300 毫秒');
  await until(async () => (await redis.now()) >= moment);
}

const th = (n: number): string => `${n}${['th', 'st', 'nd', 'rd'][n] ?? 'th'}`;

/**
 * Lets a process run up to a command, and holds that.
 *
 * @param after - How many commands it may send.
 * @returns whether it is held there; else its call ended with no more commands than that.
 */
async function stops(
  { name, gate }: Taker,
  after: number,
  begin: () => Call,
): Promise<[isHeld: boolean, Call]> {
  gate.allow(after);
  const call = begin();
  story.expect(`${name} goes on, or is answered`, `${name} 继续，或者得到答复`);
  await until(() => call.ended !== undefined || gate.held() !== undefined);
  const next = gate.held();
  if (next !== undefined)
    story.step(
      `${name} is stopped before its ${th(after + 1)} command, ${next}`,
      `${name} 停在第 ${after + 1} 条命令 ${next} 之前`,
    );
  return [next !== undefined, call];
}

/**
 * Breaks the connection of a process at a command.
 *
 * @returns whether it came to that: else the call ended with fewer commands.
 */
async function loses(
  who: Taker,
  command: number,
  where: 'before' | 'after',
  what: Ask['call'],
  id: string,
): Promise<boolean> {
  who.gate.cutAt(command, where);
  const call = who.call(what, id);
  const place =
    where === 'after'
      ? [
          `after its ${th(command)} command, before the answer`,
          `在第 ${command} 条命令之后、答复之前`,
        ]
      : [`before Redis gets its ${th(command)} command`, `在 Redis 收到第 ${command} 条命令之前`];
  story.step(`${who.name}'s connection breaks ${place[0]}`, `${who.name} 的连接${place[1]}断开`);
  story.expect('the call ends, with an error or without', '这次调用结束，出错或不出错');
  await call.outcome;
  const wasCut = who.gate.wasCut();
  who.gate.allow(Infinity);
  return wasCut;
}

export default exercise<Solution>({
  title: { en: 'A limit for all processes', zh: '所有进程共用的限额' },
  minutes: 45,
  needs: ['redis-server'],
  task: {
    en: 'Write a limiter on Redis: at most so many places in a window of time, for all processes together. Asking and then counting is right as long as one process asks at a time. The judge stops a process between any two of its commands, kills it there, and breaks the connection between a command and its answer: then nobody knows whether it was counted.',
    zh: '在 Redis 上写一个限流器：一个时间窗口里最多这么多位置，所有进程一起算。先问再记，只有一次只来一个进程时才对。评判会让一个进程停在任意两条命令之间，在那里杀掉它，还会在命令和答复之间断开连接：这时谁也不知道那一次算没算进去。',
  },
  sections: ['cluster-state#state', 'diagrams#shared-state-redis', 'http-limits#retry'],
  question: 'sharing-state',
  hints: [
    {
      en: 'What of your take() is one step in Redis? Whatever is two may have another process, or the end of yours, in between.',
      zh: '你的 take() 里，哪些在 Redis 里是一步？凡是两步的，中间就可能插进别的进程，或者你自己的进程在那里结束。',
    },
    {
      en: 'A number cannot tell whether somebody is asking again. What can, and is a number, too?',
      zh: '一个数字分不出是不是同一个人又来问。什么东西分得出，同时也能数出个数？',
    },
    {
      en: 'A set of ids in one key, and one Lua script by EVAL: is it in there, else is there room, then SADD, and PEXPIRE where the set was empty. Giving back is SREM.',
      zh: '一个键里放 id 的集合，用 EVAL 跑一个 Lua 脚本：已经在里面吗？还有空位吗？再 SADD；集合原来是空的，就 PEXPIRE。归还就是 SREM。',
    },
  ],
  demands: [
    {
      id: 'limit',
      says: {
        en: 'At most `limit` ids have a place, whichever processes ask; each key has places of its own.',
        zh: '不管哪些进程来问，最多 `limit` 个 id 有位置；每个 key 有自己的位置。',
      },
      check: () =>
        inPlace(async ({ taker, begin }) => {
          const [A, B] = await Promise.all([taker('A'), taker('B')]);
          begin(1);
          await takes([A, 'a', true], [A, 'b', false], [B, 'c', false]);
          begin(2);
          await takes([A, 'a', true], [B, 'b', true], [A, 'c', false], [B, 'd', false]);
          begin(2);
          await takes([A, 'a', true], [B, 'b', true], [A, 'c', false]);
          await givesBack(B, 'b');
          await takes([A, 'd', true], [B, 'e', false]);
        }),
    },
    {
      id: 'between',
      says: {
        en: 'A process may stop between any two of its commands: the limit holds, and nobody waits for it.',
        zh: '进程可能停在任意两条命令之间：限额照样成立，也没有人等它。',
      },
      check: () =>
        inPlace(async ({ taker, begin }) => {
          const [A, B] = await Promise.all([taker('A'), taker('B')]);
          for (let after = 1, more = true; more; after++) {
            begin(1);
            const [isHeld, a] = await stops(A, after, () => A.call('take', 'a'));
            more = isHeld;
            const b = B.call('take', 'b');
            await is(b, undefined, 'B is answered', 'B 得到答复');
            if (isHeld) story.step('A goes on', 'A 继续');
            A.gate.allow(Infinity);
            await is(a, undefined, 'A is answered', 'A 得到答复');
            story.expect('one of the two has the place', '两个里有一个得到位置');
            const [hasA, hasB] = [a, b].map(
              ({ ended }) => ended && 'value' in ended && ended.value,
            );
            story.must(
              [hasA, hasB].filter((has) => has === true).length === 1,
              `A was told ${hasA}, and B ${hasB}`,
              `A 得到 ${hasA}，B 得到 ${hasB}`,
            );
          }
          for (let after = 1, more = true; more; after++) {
            begin(2);
            await takes([A, 'a', true], [A, 'b', true]);
            const [isHeld, back] = await stops(A, after, () => A.call('giveBack', 'a'));
            more = isHeld;
            await givesBack(B, 'b');
            if (isHeld) story.step('A goes on', 'A 继续');
            A.gate.allow(Infinity);
            await is(back, undefined, 'A is answered', 'A 得到答复');
            await takes([A, 'c', true], [B, 'd', true], [A, 'e', false]);
          }
          begin(5);
          const ids = Array.from({ length: 20 }, (_, index) => `id-${index}`);
          const calls = ids.map((id, index) => (index % 2 === 0 ? A : B).call('take', id));
          story.expect('five of them have a place', '其中五个得到位置');
          const outcomes = await Promise.all(calls.map(({ outcome }) => outcome));
          const has = outcomes.filter((outcome) => 'value' in outcome && outcome.value === true);
          story.must(has.length === 5, `${has.length} have one`, `${has.length} 个得到了`);
        }),
    },
    {
      id: 'expires',
      says: {
        en: 'A window ends `windowMs` after its first place, also where that process dies between two commands; no later place makes it longer.',
        zh: '窗口在第一个位置之后 `windowMs` 结束，哪怕那个进程死在两条命令之间；后来的位置不会延长它。',
      },
      check: () =>
        inPlace(async ({ redis, taker, begin }) => {
          for (let after = 1, more = true; more; after++) {
            begin(2);
            const A = await taker('A');
            [more] = await stops(A, after, () => A.call('take', 'a'));
            story.step('A is killed', '杀掉 A');
            await A.kill();
            await goesBy(redis, (await redis.now()) + long);
            await redis.forget();
          }
          const [A, B] = await Promise.all([taker('A'), taker('B')]);
          begin(2);
          await takes([A, 'a', true]);
          const begun = await redis.now();
          await passes(redis, begun + 300);
          await takes([B, 'b', true], [A, 'c', false]);
          await goesBy(redis, begun + long);
          await redis.forget();

          begin(1, 300);
          await takes([A, 'a', true]);
          story.step('B: take("b"), again and again', 'B：反复 take("b")');
          story.expect('once the window is over it has a place', '窗口一结束，它就得到位置');
          await until(async () => {
            const outcome = await B.again('take', 'b').outcome;
            story.must('value' in outcome, ...told(outcome));
            return outcome.value === true;
          });
          story.expect(
            'after that window nothing is left in Redis',
            '这个窗口之后，Redis 里什么都不剩',
          );
          await until(async () => (await redis.ends()).size === 0);
        }),
    },
    {
      id: 'lost-answer',
      says: {
        en: 'Where a connection breaks before the answer comes, the same id can be asked for again, and counts once.',
        zh: '答复到来之前连接断了，可以用同一个 id 再问一次，只算一次。',
      },
      check: () =>
        inPlace(async ({ redis, taker, begin }) => {
          const [A, B] = await Promise.all([taker('A'), taker('B')]);
          for (const where of ['after', 'before'] as const)
            for (let command = 1, more = true; more; command++) {
              begin(2);
              more = await loses(A, command, where, 'take', 'a');
              await takes([A, 'a', true], [B, 'b', true], [A, 'c', false]);
              begin(2);
              await takes([A, 'a', true], [B, 'b', true]);
              more = (await loses(A, command, where, 'giveBack', 'a')) || more;
              await givesBack(A, 'a');
              await takes([B, 'c', true], [A, 'd', false]);
            }
          begin(2);
          await takes([A, 'a', true]);
          const begun = await redis.now();
          await passes(redis, begun + 300);
          await takes([B, 'a', true], [A, 'a', true], [A, 'b', true], [B, 'c', false]);
          await goesBy(redis, begun + long);
        }),
    },
    {
      id: 'give-back',
      says: {
        en: 'Giving back frees a place once, and only where this id has one in this window.',
        zh: '归还只会空出一个位置一次，而且只在这个 id 在这个窗口里有位置时。',
      },
      check: () =>
        inPlace(async ({ redis, taker, begin }) => {
          const [A, B] = await Promise.all([taker('A'), taker('B')]);
          begin(1);
          await givesBack(A, 'a');
          await takes([A, 'b', true], [A, 'c', false]);
          begin(2);
          await takes([A, 'a', true], [A, 'b', true]);
          await givesBack(B, 'a');
          await givesBack(A, 'a');
          await takes([A, 'c', true], [B, 'd', false]);
          begin(1);
          await takes([A, 'a', true], [B, 'b', false]);
          await givesBack(B, 'b');
          await takes([B, 'c', false]);
          begin(1);
          await takes([A, 'a', true]);
          await givesBack(A, 'a');
          await takes([A, 'a', true], [B, 'b', false]);
          begin(1);
          await takes([A, 'a', true]);
          story.step('the window ends: its keys are gone', '窗口结束：它的键都没了');
          await redis.forget();
          await takes([B, 'b', true]);
          await givesBack(A, 'a');
          await takes([A, 'c', false]);
          await goesBy(redis, (await redis.now()) + long);
        }),
    },
    {
      id: 'restart',
      says: {
        en: 'Redis may be killed and started anew, with nothing in it: once the client is connected, all goes on.',
        zh: 'Redis 可能被杀掉再空着启动：客户端一连上，一切照常。',
      },
      check: () =>
        inPlace(async ({ redis, taker, begin }) => {
          const [A, B] = await Promise.all([taker('A'), taker('B')]);
          begin(2);
          await takes([A, 'a', true]);
          story.step('Redis forgets its scripts', 'Redis 忘掉脚本');
          await redis.forgetScripts();
          await takes([A, 'b', true], [B, 'c', false]);
          story.step('Redis is killed and started anew, empty', '杀掉 Redis，再空着启动');
          const before = [A.connections, B.connections];
          await redis.restart();
          story.expect('the clients connect again', '客户端重新连上');
          await until(() => A.connections > before[0]! && B.connections > before[1]!);
          await takes([A, 'c', true], [B, 'd', true], [A, 'e', false]);
        }),
    },
    {
      id: 'clocks',
      says: {
        en: 'The clock of a process counts for nothing: it may be an hour wrong.',
        zh: '进程自己的时钟不算数：它可能差一个小时。',
      },
      check: () =>
        inPlace(async ({ redis, taker, begin }) => {
          const [A, B, C] = await Promise.all([taker('A'), taker('B', hour), taker('C', -hour)]);
          const order = [A, B, C, A];
          for (const [index, first] of [A, B, C].entries()) {
            begin(1);
            story.step(
              'the clock of B is an hour fast, that of C an hour slow',
              'B 的时钟快一小时，C 的慢一小时',
            );
            await takes([first, 'a', true], [order[index + 1]!, 'b', false]);
            for (const other of [A, B, C]) await takes([other, 'c', false]);
            await goesBy(redis, (await redis.now()) + long);
            await redis.forget();
          }
        }),
    },
  ],
});
