import { exercise } from '../kit/types.ts';
import { show, story, type Outcome } from '../kit/story.ts';
import { until } from '../kit/until.ts';
import { accepts, ask, clients, Judged, opened, said, type Seen } from './group.ts';
import type { Group } from './skeleton.ts';

interface Solution {
  createGroup: (exec: string, size: number) => Group;
}

function restart(group: Judged): Promise<Outcome> {
  story.step('restart()', 'restart()');
  return group.call('restart');
}

async function resolves(outcome: Promise<Outcome>, what = 'restart()'): Promise<void> {
  story.expect(`${what} resolves`, `${what} 完成`);
  const was = await outcome;
  story.must(!('error' in was), `it failed: ${said(was)}`, `失败：${said(was)}`);
}

/** The group is whole, and none of these is in it. */
function isNew(group: Judged, old: readonly Seen[], size = 2): void {
  const { serving, there } = group;
  story.expect(
    `${size} workers serve that were all started after the call, and no other is left`,
    `有 ${size} 个 worker 在服务，都是调用之后启动的，没有别的留下`,
  );
  story.must(
    serving.length === size && there.length === size,
    `${serving.length} serve, ${there.length} are there`,
    `${serving.length} 个在服务，共有 ${there.length} 个`,
  );
  const kept = serving.filter((one) => old.includes(one)).length;
  story.must(kept === 0, `${kept} of them are old`, `其中 ${kept} 个是旧的`);
}

async function ends(group: Judged): Promise<void> {
  story.step('stop()', 'stop()');
  await leaves(group, group.call('stop'));
}

async function leaves(group: Judged, stopped: Promise<Outcome>): Promise<void> {
  await resolves(stopped, 'stop()');
  story.expect('nobody is left', '一个都不剩');
  story.must(
    group.there.length === 0,
    `${group.there.length} workers are there`,
    `还有 ${group.there.length} 个 worker`,
  );
  story.expect('nobody listens on the port', '端口上没有人监听');
  story.must(!(await accepts(group.port)), 'a connection is accepted', '连接被接受了');
  story.expect('the process of the primary ends by itself', '主进程自己结束');
  group.leaveAlone();
  const [code] = await group.exit;
  story.must(code === 0, `it ended with ${show(code)}`, `它以 ${show(code)} 结束`);
}

function kill({ pid }: Seen): void {
  process.kill(pid, 'SIGKILL');
}

/** A request that a worker has. */
async function heldRequest(group: Judged): Promise<{ worker: Seen; answer: Promise<string> }> {
  story.step('a worker has a request in hand', '一个 worker 手上有一个请求');
  const answer = ask(group.port, '/held');
  const holds = ({ holding }: Seen): boolean => holding > 0;
  await until(() => group.there.some(holds));
  return { worker: group.there.find(holds)!, answer };
}

/** A restart whose next new worker waits before it serves. */
async function restartThatWaits(
  group: Judged,
): Promise<{ fresh: Seen; restarted: Promise<Outcome> }> {
  group.starts = 'wait';
  const before = group.workers.length;
  const restarted = restart(group);
  story.expect('a new worker starts', '一个新 worker 启动');
  await until(() => group.workers[before]?.told !== undefined);
  story.step('it is still starting', '它还在启动');
  return { fresh: group.workers[before]!, restarted };
}

export default exercise<Solution>({
  title: { en: 'A restart that loses nothing', zh: '一个请求也不丢的重启' },
  minutes: 60,
  task: {
    en: 'Write the primary of a cluster that replaces its workers one by one while clients go on asking. The way where all goes well is twenty lines. The rest is what comes in between: a release that cannot start, a worker that is killed meanwhile, a second restart, a stop in the middle. A worker moves through starting, serving, leaving and gone, and every wait needs an answer for each of them.',
    zh: '写一个 cluster 主进程，在客户端不停请求的同时逐个替换 worker。一切顺利的写法只要二十行；其余的功夫都在半路上发生的事：新版本启动不了、worker 中途被杀、又来一次重启、重启到一半要停止。worker 会经历启动、服务、离开、消失，每一处等待都要对这几种情况有交代。',
  },
  sections: ['cluster#rolling-restart', 'cluster#restart', 'cluster#events'],
  question: 'zero-downtime',
  hints: [
    {
      en: "Give each worker one record with its state and two promises: ready (true, or false once that cannot come any more) and gone. Settle both at 'exit'.",
      zh: "给每个 worker 一条记录：状态，加上两个 promise——ready（成功为 true，再也不会成功就是 false）和 gone。'exit' 时两个都要落定。",
    },
    {
      en: 'Count those that start together with those that serve before you fork a replacement. Chain restarts onto one promise, whether the one before held or failed. stop() tells everybody to leave, and settles the ready that a restart waits for.',
      zh: '补位之前，把正在启动的和在服务的一起数。用一个 promise 把多次重启串起来，前一次成功还是失败都接着做。stop() 让所有 worker 离开，并让重启正在等的 ready 落定。',
    },
    {
      en: "A worker that dies before it has accepted a connection handed to it may never emit 'disconnect', and Node goes on listening for it. Call worker.disconnect() in its 'exit' handler. And a timer that waits before it tries again needs unref().",
      zh: "worker 死的时候如果还有转交给它却没确认的连接，可能永远不触发 'disconnect'，Node 就一直替它监听。在它的 'exit' 处理函数里调用 worker.disconnect()。另外，等着重试的定时器要 unref()。",
    },
  ],
  demands: [
    {
      id: 'restart',
      says: {
        en: 'A restart replaces all workers, and every request that comes meanwhile is answered.',
        zh: '重启替换所有 worker，期间到来的请求都得到应答。',
      },
      async check() {
        const group = await Judged.start();
        const { worker, answer } = await heldRequest(group);
        const load = clients(group.port);
        for (const round of [1, 2]) {
          const old = group.serving;
          story.step('clients ask all the time', '客户端不停地请求');
          const restarted = restart(group);
          if (round === 1) {
            story.expect(
              'the worker with the request is told to leave',
              '有请求的 worker 被告知离开',
            );
            await until(() => worker.is !== 'serving');
            story.step('its request is answered', '它的请求得到应答');
            worker.socket.write('answer\n');
            story.expect('the client gets the answer', '客户端得到应答');
            const got = await answer;
            story.must(got === String(worker.pid), `it got ${got}`, `得到的是 ${got}`);
          }
          await resolves(restarted);
          isNew(group, old);
        }
        const { asked, failures } = await load.stop();
        story.expect('every request is answered', '每个请求都得到应答');
        story.must(
          failures.length === 0,
          `${failures.length} of ${asked} failed: ${failures[0]}`,
          `${asked} 个请求失败了 ${failures.length} 个：${failures[0]}`,
        );
        await ends(group);
      },
    },
    {
      id: 'capacity',
      says: {
        en: 'Meanwhile never fewer than size workers serve, and never more than size + 1 are there.',
        zh: '期间在服务的 worker 不少于 size 个，存在的不多于 size + 1 个。',
      },
      async check() {
        for (const size of [1, 3]) {
          const group = await Judged.start(size);
          group.fewest = size;
          const old = group.serving;
          await resolves(restart(group));
          story.expect(
            `at least ${size} serve, at most ${size + 1} are there`,
            `至少 ${size} 个在服务，最多存在 ${size + 1} 个`,
          );
          story.must(
            group.fewest >= size,
            `once only ${group.fewest} served`,
            `有一刻只有 ${group.fewest} 个在服务`,
          );
          story.must(
            group.most <= size + 1,
            `once ${group.most} were there`,
            `有一刻存在 ${group.most} 个`,
          );
          isNew(group, old, size);
          await ends(group);
        }
      },
    },
    {
      id: 'cannot-start',
      says: {
        en: 'Where a new worker cannot start, restart() rejects and the old ones go on serving; the next restart is a new chance.',
        zh: '新 worker 启动不了，restart() 就失败，旧的继续服务；下一次重启是新的机会。',
      },
      async check() {
        for (const nth of [1, 2]) {
          const group = await Judged.start();
          const old = group.serving;
          const { fresh, restarted } = await restartThatWaits(group);
          if (nth === 2) {
            story.step('it serves; an old one leaves', '它开始服务；一个旧的离开');
            fresh.told = 'start';
            fresh.socket.write('start\n');
            await until(() => group.workers[3]?.told !== undefined);
          }
          story.step('the new worker exits before it is ready', '新 worker 还没就绪就退出');
          group.let('fail');
          story.expect('restart() rejects', 'restart() 失败');
          const was = await restarted;
          story.must('error' in was, 'it resolved', '它成功了');
          story.expect('two workers serve as before', '两个 worker 照常服务');
          await until(() => group.there.length <= 2);
          story.must(
            group.serving.length === 2 && group.workers.length === 2 + nth,
            `${group.serving.length} serve, ${group.workers.length} were started`,
            `${group.serving.length} 个在服务，一共启动过 ${group.workers.length} 个`,
          );
          const stayed = group.serving.filter((one) => old.includes(one)).length;
          story.must(stayed === 3 - nth, `${stayed} old ones serve`, `${stayed} 个旧的在服务`);
          story.must(
            /^\d+$/.test(await ask(group.port)),
            'a request is not answered',
            '请求没有得到应答',
          );
          story.step('the next release can start', '下一个版本能启动');
          group.let('start');
          const before = group.serving;
          await resolves(restart(group));
          isNew(group, before);
          await ends(group);
        }
      },
    },
    {
      id: 'killed',
      says: {
        en: 'A worker that is killed is replaced, alone, together with another one, or during a restart.',
        zh: '被杀的 worker 会有人补上：单独一个、两个同时、或者在重启期间。',
      },
      async check() {
        for (const amount of [1, 2]) {
          const group = await Judged.start();
          const killed = group.serving.slice(0, amount);
          story.step(`${amount} of 2 workers are killed`, `2 个 worker 中有 ${amount} 个被杀`);
          killed.forEach(kill);
          story.expect('two workers serve again', '又有两个 worker 在服务');
          await until(() => killed.every(({ is }) => is === 'gone') && group.serving.length === 2);
          isNew(group, killed);
          await ends(group);
        }
        for (const which of ['first', 'second', 'both'] as const) {
          const group = await Judged.start();
          const old = group.serving;
          const { restarted } = await restartThatWaits(group);
          story.step(
            which === 'both'
              ? 'both old workers are killed'
              : `the ${which} of the old workers is killed`,
            which === 'both'
              ? '两个旧 worker 都被杀'
              : `第${which === 'first' ? '一' : '二'}个旧 worker 被杀`,
          );
          const killed = which === 'both' ? old : [old[which === 'first' ? 0 : 1]!];
          killed.forEach(kill);
          await until(() => killed.every(({ is }) => is === 'gone'));
          story.step('workers may start', 'worker 可以启动了');
          group.let('start');
          await resolves(restarted);
          isNew(group, old);
          await ends(group);
        }
        const group = await Judged.start();
        const old = group.serving;
        const { worker } = await heldRequest(group);
        const restarted = restart(group);
        story.expect('the worker with the request is told to leave', '有请求的 worker 被告知离开');
        await until(() => worker.is === 'leaving');
        const fresh = group.serving.find((one) => !old.includes(one))!;
        story.step(
          'while it leaves: a new worker is killed, then the one that leaves',
          '它正在离开：一个新 worker 被杀，然后正在离开的也被杀',
        );
        kill(fresh);
        await until(() => fresh.is === 'gone');
        kill(worker);
        await resolves(restarted);
        isNew(group, [...old, fresh]);
        await ends(group);
      },
    },
    {
      id: 'again',
      says: {
        en: 'A restart during a restart is done afterwards, also where the first one fails.',
        zh: '重启期间又要重启，就在之后再做一次，第一次失败了也一样。',
      },
      async check() {
        for (const first of ['start', 'fail'] as const) {
          const group = await Judged.start();
          const { restarted } = await restartThatWaits(group);
          const before = group.there;
          const again = restart(group);
          story.step(
            first === 'start' ? 'workers may start' : 'the new worker exits before it is ready',
            first === 'start' ? 'worker 可以启动了' : '新 worker 还没就绪就退出',
          );
          group.let(first);
          if (first === 'fail') {
            await until(() => before.some(({ is }) => is === 'gone'));
            group.let('start');
          }
          const was = await restarted;
          story.expect(
            `the first restart ${first === 'start' ? 'resolves' : 'rejects'}`,
            `第一次重启${first === 'start' ? '完成' : '失败'}`,
          );
          story.must('error' in was === (first === 'fail'), said(was), said(was));
          await resolves(again, 'the second restart');
          isNew(group, before);
          await ends(group);
        }
      },
    },
    {
      id: 'stop',
      says: {
        en: 'stop() in the middle of a restart: what is in hand is answered, and nobody is left, not even the worker that starts.',
        zh: '重启到一半时 stop()：在处理的都应答，一个都不剩，正在启动的 worker 也不例外。',
      },
      async check() {
        for (const when of ['starting', 'leaving'] as const) {
          const group = await Judged.start();
          const { worker, answer } = await heldRequest(group);
          let restarted: Promise<Outcome>;
          if (when === 'starting') ({ restarted } = await restartThatWaits(group));
          else {
            restarted = restart(group);
            story.expect(
              'the worker with the request is told to leave',
              '有请求的 worker 被告知离开',
            );
            await until(() => worker.is === 'leaving');
          }
          story.step('stop(), twice', 'stop()，调用两次');
          const stops = [group.call('stop'), group.call('stop')];
          story.expect('all workers are told to leave', '所有 worker 都被告知离开');
          await until(() => group.serving.length === 0);
          story.step('what is in hand is answered', '处理中的得到应答');
          worker.socket.write('answer\n');
          story.expect('the client gets the answer', '客户端得到应答');
          const got = await answer;
          story.must(got === String(worker.pid), `it got ${got}`, `得到的是 ${got}`);
          story.expect('restart() rejects', 'restart() 失败');
          const was = await restarted;
          story.must('error' in was, 'it resolved', '它成功了');
          await resolves(stops[0]!, 'stop()');
          story.step('restart() after stop()', 'stop() 之后的 restart()');
          const late = await group.call('restart');
          story.must('error' in late, 'it resolved', '它成功了');
          await leaves(group, stops[1]!);
        }
      },
    },
    {
      id: 'nobody',
      says: {
        en: 'Nobody listens after stop(), also where a worker died with a connection that was handed to it.',
        zh: 'stop() 之后没有人监听，即使曾有 worker 带着转交给它的连接死去。',
      },
      async check() {
        const group = await Judged.start();
        const killed = group.serving;
        story.step(
          'one of two workers is stopped by SIGSTOP, and a connection is handed to it',
          '两个 worker 之一被 SIGSTOP 停住，又有一个连接转交给它',
        );
        await group.call('second stands still');
        const handed = [await opened(group.port), await opened(group.port)];
        // One for each. Those that are answered were accepted after both.
        for (let n = 0; n < 3; n++) await ask(group.port);
        story.step(
          'the other is killed; while the primary hears of it, the first is killed',
          '另一个被杀；主进程正在得知这件事时，前一个也被杀',
        );
        await group.call('both die');
        story.expect('two workers serve again', '又有两个 worker 在服务');
        await until(() => killed.every(({ is }) => is === 'gone') && group.serving.length === 2);
        // Nobody else ends what was handed to a worker that died so.
        for (const socket of handed) socket.destroy();
        await ends(group);
      },
    },
  ],
});
