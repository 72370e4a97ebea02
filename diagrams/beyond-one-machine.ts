import { arrow } from './drawing/arrow.ts';
import { box, group, text, type Diagram } from './drawing/model.ts';

const clients = box(22, 0, 24, 'Clients', 'quiet');
const balancer = box(14, 5, 40, ['Load balancer', 'TLS, health checks, retries'], 'accent');
const hosts = [group(0, 12, 31, 7, 'Host A'), group(37, 12, 31, 7, 'Host B')] as const;
const workers = [0, 37].flatMap((x) => [
  box(x + 2, 13, 13, ['Process', 'one core']),
  box(x + 16, 13, 13, ['Process', 'one core']),
]);
const state = box(0, 23, 31, ['Redis, database', 'sessions, state, locks']);
const queue = box(37, 23, 31, ['Job queue', 'slow work, retries']);

export const beyondOneMachine: Diagram = {
  id: 'beyond-one-machine',
  en: {
    title: 'Beyond one machine',
    description:
      'Clients reach a load balancer, which ends TLS, checks the health of the hosts and retries. It spreads the requests over the processes of two hosts: the workers of a cluster, or containers with one process each. The processes keep no state: sessions, state and locks are in Redis or a database, slow work goes to a job queue. So a process or a whole host can go, and the next request reaches another.',
  },
  zh: {
    title: '走出一台机器',
    description:
      '客户端先到负载均衡器：它终结 TLS、检查主机健康、负责重试，把请求分给两台主机上的进程——cluster 的 worker，或每个容器一个进程。进程自己不存状态：会话、状态、锁放在 Redis 或数据库，慢活交给任务队列。这样无论少一个进程还是少一台主机，下一个请求都有别处可去。',
  },
  items: [
    clients,
    balancer,
    ...arrow(clients, balancer),
    ...hosts,
    ...workers,
    ...text(15.5, 17, 'cluster or containers', 'middle'),
    ...text(52.5, 17, 'cluster or containers', 'middle'),
    ...arrow(balancer, hosts[0], { at: 20, tone: 'message' }),
    ...arrow(balancer, hosts[1], { at: 47, tone: 'message' }),
    state,
    queue,
    ...arrow(hosts[0], state, { heads: 'both' }),
    ...arrow(hosts[1], queue, { heads: 'both' }),
    ...text(34, 20, 'both hosts use both', 'middle'),
  ],
};
