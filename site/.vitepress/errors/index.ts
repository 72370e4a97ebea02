import type { Group, Row } from './row.ts';
import { channel } from './rows/channel.ts';
import { cluster } from './rows/cluster.ts';
import { exits } from './rows/exits.ts';
import { http } from './rows/http.ts';
import { memory } from './rows/memory.ts';
import { pm2 } from './rows/pm2.ts';
import { starting } from './rows/starting.ts';
import { symptoms } from './rows/symptoms.ts';
import { threads } from './rows/threads.ts';

/** Every row, by where it shows, in the order of the page. */
export const groups: readonly Group[] = [
  { id: 'starting', rows: starting },
  { id: 'channel', rows: channel },
  { id: 'threads', rows: threads },
  { id: 'cluster', rows: cluster },
  { id: 'http', rows: http },
  { id: 'pm2', rows: pm2 },
  { id: 'memory', rows: memory },
  { id: 'exits', rows: exits },
  { id: 'symptoms', rows: symptoms },
];

/** All rows. */
export const allRows = (): Row[] => groups.flatMap(({ rows }) => rows);
