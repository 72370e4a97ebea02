import type { Language } from '../../../scripts/pages/pages.ts';
import type { Arrow, Lane, Timeline } from './model.ts';

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** What timelines say, in both languages. */
export const words = {
  en: {
    title: (id: string) => `Timeline of ${id}`,
    timeline: 'Timeline',
    events: 'What happens, in words',
    asTrace: 'Open as trace',
    asTraceHint: 'Chrome Trace Event JSON, for ui.perfetto.dev',
    secondRun:
      'From a second run, with the probe: this snippet measures, and its figures come from a run without.',
    incomplete: 'More happened than is drawn.',
    moreLanes: (n: number) => `${plural(n, 'more lane')} not drawn`,
    replay: 'Replay',
    run: 'Run',
    legend: {
      busy: 'busy',
      partly: 'busy part of the time',
      boot: 'starting',
      program: 'not Node: only start and end are known',
      message: 'message',
      connection: 'connection handed on',
      request: 'request',
      fold: 'nothing happens',
    },
    summary: (lanes: number, duration: string) => `${plural(lanes, 'lane')}, ${duration}.`,
    starts: (lane: string, parent: string) => `${parent} starts ${lane}`,
    startsAfter: (lane: string, parent: string, ended: string) =>
      `${parent} starts ${lane} after ${ended} has ended`,
    begins: (lane: string) => `${lane} starts`,
    wakes: (lane: string, after: string) => `${lane} runs its first code, ${after} after its start`,
    ends: (lane: string, end: string) => `${lane} ends: ${end}`,
    outlives: (lane: string) => `nobody sees the end of ${lane}`,
    busy: (lane: string, busy: string, life: string) => `${lane}: busy for ${busy} of ${life}`,
    messages: (from: string, to: string, n: number) => `${from} to ${to}: ${plural(n, 'message')}`,
    connections: (from: string, to: string, n: number) =>
      `${from} to ${to}: ${plural(n, 'connection')} handed on`,
    requests: (lane: string, n: number) => `${lane} serves ${plural(n, 'request')}`,
    unanswered: (lane: string, n: number) => `${lane} ends with ${plural(n, 'request')} unanswered`,
    lost: (from: string, to: string, n: number) =>
      `${from} to ${to}: ${plural(n, 'message')} sent and never received`,
    sent: (from: string, to: string, n: number) =>
      `${from} to ${to}: ${plural(n, 'message')} sent; whether received is not known`,
    received: (from: string, to: string, n: number) =>
      `${from} to ${to}: ${plural(n, 'message')} received; when sent is not known`,
    unseen: (what: string[]) => `Not seen: ${what.join('; ')}.`,
    unseenLanes: (lanes: string[], more: number) =>
      `the inside of ${lanes.join(', ')}${more > 0 ? ` and ${more} more` : ''}, where no probe ran`,
    unseenMessages: (n: number) => `the way of ${plural(n, 'message')}`,
    unseenBroadcasts: 'messages over BroadcastChannel',
    end: (end: string) => end,
    busyHint: (length: string) => `busy for ${length}`,
    transferred: (size: string) => `${size} transferred`,
    listEnd: '.',
    joint: '; ',
    moreSums: (n: number) => `and ${n} more`,
  },
  zh: {
    title: (id: string) => `${id} 的时间线`,
    timeline: '时间线',
    events: '用文字说明发生了什么',
    asTrace: '作为 trace 打开',
    asTraceHint: 'Chrome Trace Event JSON，可用 ui.perfetto.dev 查看',
    secondRun: '来自带探针的第二次运行：这个示例用于测量，它的数字取自不带探针的那一次。',
    incomplete: '实际发生的比图中画出的更多。',
    moreLanes: (n: number) => `另有 ${n} 条泳道未画出`,
    replay: '重放',
    run: '运行',
    legend: {
      busy: '忙',
      partly: '时忙时闲',
      boot: '启动中',
      program: '非 Node 进程：只知道起止',
      message: '消息',
      connection: '转交连接',
      request: '请求',
      fold: '无事发生',
    },
    summary: (lanes: number, duration: string) => `${lanes} 条泳道，历时 ${duration}。`,
    starts: (lane: string, parent: string) => `${parent} 启动 ${lane}`,
    startsAfter: (lane: string, parent: string, ended: string) =>
      `${ended} 结束之后，${parent} 启动 ${lane}`,
    begins: (lane: string) => `${lane} 启动`,
    wakes: (lane: string, after: string) => `${lane} 在启动 ${after} 后开始执行代码`,
    ends: (lane: string, end: string) => `${lane} 结束：${end}`,
    outlives: (lane: string) => `没有谁看到 ${lane} 的结束`,
    busy: (lane: string, busy: string, life: string) => `${lane}：存在 ${life}，其中忙 ${busy}`,
    messages: (from: string, to: string, n: number) => `${from} 发给 ${to}：${n} 条消息`,
    connections: (from: string, to: string, n: number) => `${from} 转交给 ${to}：${n} 个连接`,
    requests: (lane: string, n: number) => `${lane} 处理 ${n} 个请求`,
    unanswered: (lane: string, n: number) => `${lane} 结束时有 ${n} 个请求没有应答`,
    lost: (from: string, to: string, n: number) =>
      `${from} 发给 ${to}：${n} 条消息已发出但无人接收`,
    sent: (from: string, to: string, n: number) =>
      `${from} 发给 ${to}：${n} 条消息已发出，是否收到不得而知`,
    received: (from: string, to: string, n: number) =>
      `${from} 发给 ${to}：收到 ${n} 条消息，何时发出不得而知`,
    unseen: (what: string[]) => `图中看不到：${what.join('；')}。`,
    unseenLanes: (lanes: string[], more: number) =>
      `${lanes.join('、')}${more > 0 ? ` 等 ${lanes.length + more} 条泳道` : ''} 的内部（没有探针在其中运行）`,
    unseenMessages: (n: number) => `${n} 条消息的去向`,
    unseenBroadcasts: '经 BroadcastChannel 发送的消息',
    end: (end: string) => (end === 'terminated' ? 'terminate()' : end === 'ended' ? '已结束' : end),
    busyHint: (length: string) => `忙 ${length}`,
    transferred: (size: string) => `转移 ${size}`,
    listEnd: '。',
    joint: '；',
    moreSums: (n: number) => `另有 ${n} 项`,
  },
} satisfies Record<Language, unknown>;

export type Words = (typeof words)['en'];

/** A length of time as people say it. */
export function lengthText(milliseconds: number): string {
  if (milliseconds >= 2000) return `${trim(milliseconds / 1000, milliseconds >= 20_000 ? 0 : 1)} s`;
  return `${trim(milliseconds, milliseconds < 10 ? 1 : 0)} ms`;
}

/** A number of bytes as people say it. */
export function sizeText(bytes: number): string {
  if (bytes >= 1e6) return `${trim(bytes / 1e6, 1)} MB`;
  return bytes >= 1e3 ? `${trim(bytes / 1e3, 1)} kB` : `${bytes} B`;
}

const trim = (value: number, digits: number): string => String(Number(value.toFixed(digits)));

/** One thing that happened, for the list in words. */
export interface Happening {
  at: number;
  text: string;
}

/** The run in words: starts and ends by time. */
export function happenings({ lanes }: Timeline, t: Words): Happening[] {
  return lanes
    .flatMap((lane): Happening[] => {
      const { parent, after, label, woke, end } = lane;
      const start = !parent
        ? t.begins(label)
        : after
          ? t.startsAfter(label, parent.label, after.label)
          : t.starts(label, parent.label);
      return [
        { at: lane.from, text: start },
        ...(woke === undefined
          ? []
          : [{ at: woke, text: t.wakes(label, lengthText(woke - lane.from)) }]),
        { at: lane.to, text: end === undefined ? t.outlives(label) : t.ends(label, t.end(end)) },
      ];
    })
    .sort((a, b) => a.at - b.at);
}

/** What lanes did as a whole: busy time, requests, messages from whom to whom. */
export function totals({ lanes, arrows }: Timeline, t: Words): string[] {
  const lines: string[] = [];
  for (const lane of lanes) {
    const { label, requests } = lane;
    if (lane.woke !== undefined) {
      const busy = lane.busy.reduce((sum, { from, to }) => sum + to - from, 0);
      lines.push(t.busy(label, lengthText(busy), lengthText(lane.to - lane.from)));
    }
    const unanswered = requests.filter(({ status }) => status === undefined).length;
    if (requests.length > unanswered) lines.push(t.requests(label, requests.length - unanswered));
    if (unanswered > 0) lines.push(t.unanswered(label, unanswered));
  }
  lines.push(...pairs(arrows, 'message').map(([from, to, n]) => t.messages(from, to, n)));
  lines.push(...pairs(arrows, 'connection').map(([from, to, n]) => t.connections(from, to, n)));
  for (const lane of lanes) {
    for (const [to, n] of tally(lane.lost.map((lost) => lost.to)))
      lines.push(t.lost(lane.label, to, n));
    for (const [to, n] of tally(lane.halfSeen.flatMap((end) => ('to' in end ? [end.to] : []))))
      lines.push(t.sent(lane.label, to, n));
    for (const [from, n] of tally(
      lane.halfSeen.flatMap((end) => ('from' in end ? [end.from] : [])),
    ))
      lines.push(t.received(from, lane.label, n));
  }
  return lines;
}

/** How often each name stands there. */
function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function pairs(arrows: readonly Arrow[], kind: Arrow['kind']): [string, string, number][] {
  const counts = new Map<Lane, Map<Lane, number>>();
  for (const { from, to } of arrows.filter((arrow) => arrow.kind === kind)) {
    const row = counts.get(from) ?? new Map<Lane, number>();
    row.set(to, (row.get(to) ?? 0) + 1);
    counts.set(from, row);
  }
  return [...counts].flatMap(([from, row]) =>
    [...row].map(([to, n]): [string, string, number] => [from.label, to.label, n]),
  );
}
