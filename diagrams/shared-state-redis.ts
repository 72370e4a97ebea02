import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Diagram } from './drawing/model.ts';

const lonely = [
  box(3, 1, 18, ['Worker 1', '`count` is 3'], 'warn'),
  box(25, 1, 18, ['Worker 2', '`count` is 2'], 'warn'),
  box(47, 1, 18, ['Worker 3', '`count` is 2'], 'warn'),
];
const joined = [
  box(3, 9, 18, ['Worker 1', 'no state']),
  box(25, 9, 18, ['Worker 2', 'no state']),
  box(47, 9, 18, ['Worker 3', 'no state']),
];
const redis = box(3, 17, 62, ['Redis', '`INCR count` is atomic: 7 for everyone'], 'accent');

export const sharedStateRedis: Diagram = {
  id: 'shared-state-redis',
  en: {
    title: 'Shared state through Redis',
    description:
      'A variable in each worker: after seven requests, three workers count 3, 2 and 2, and each answer depends on which worker gave it. State in Redis: the workers keep none and send INCR, which Redis does one at a time, so that the count is 7 for everyone.',
  },
  zh: {
    title: '通过 Redis 共享状态',
    description:
      '每个 worker 一个变量：七个请求之后，三个 worker 分别数到 3、2、2，答案取决于碰到哪个 worker。状态放进 Redis：worker 自己不存，只发 INCR；Redis 逐条执行，所有人看到的都是 7。',
  },
  items: [
    group(0, 0, 68, 7, 'A variable in each worker'),
    ...lonely,
    ...text(34, 5, 'after 7 requests, three answers', 'middle'),
    group(0, 8, 68, 15, 'State outside the workers'),
    ...joined,
    redis,
    ...joined.flatMap((worker) =>
      arrow(worker, redis, { heads: 'both', tone: 'message', label: '`INCR`' }),
    ),
    ...text(34, 21, 'after 7 requests, one answer', 'middle'),
  ],
};
