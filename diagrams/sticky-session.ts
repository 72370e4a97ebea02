import { arrow } from './drawing/arrow.ts';
import { box, group, type Box, type Diagram } from './drawing/model.ts';

/** What spreads the connections stands beside both workers. */
const tall = (spreader: Box): Box => ({ ...spreader, h: 9 });
const turns = {
  client: box(3, 4, 15, ['Client', 'session 7']),
  primary: tall(box(24, 2, 16, ['Primary', 'takes turns'])),
  first: box(52, 2, 18, ['Worker 1', 'made session 7'], 'ok'),
  second: box(52, 7, 18, ['Worker 2', 'unknown: 400'], 'danger'),
};
const sticky = {
  client: box(3, 17, 15, ['Client', 'session 7']),
  balancer: tall(box(24, 15, 16, ['Balancer', 'by session'], 'accent')),
  first: box(52, 15, 18, ['Worker 1', 'made session 7'], 'ok'),
  second: box(52, 20, 18, ['Worker 2', 'other sessions']),
};

export const stickySession: Diagram = {
  id: 'sticky-session',
  en: {
    title: 'Sticky sessions',
    description:
      'Round robin: the first connection of a client reaches worker 1, which keeps the session in its memory; the second one reaches worker 2, which does not know the session and answers 400. Sticky: a balancer picks the worker by the session, from a cookie or the client address, so that each connection of that client reaches worker 1.',
  },
  zh: {
    title: '粘性会话',
    description:
      '轮询：客户端的第一个连接到 worker 1，会话存在它的内存里；第二个连接到 worker 2，它不认识这个会话，返回 400。粘性：均衡器根据会话（cookie 或客户端地址）选 worker，同一客户端的每个连接都到 worker 1。',
  },
  items: [
    group(0, 0, 73, 12, 'Round robin'),
    ...Object.values(turns),
    ...arrow(turns.client, turns.primary),
    ...arrow(turns.primary, turns.first, { label: '1st', tone: 'message' }),
    ...arrow(turns.primary, turns.second, { label: '2nd', tone: 'danger' }),
    group(0, 13, 73, 12, 'Sticky'),
    ...Object.values(sticky),
    ...arrow(sticky.client, sticky.balancer),
    ...arrow(sticky.balancer, sticky.first, { label: '1st, 2nd', tone: 'message' }),
  ],
};
