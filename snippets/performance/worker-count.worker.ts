// One worker of worker-count.ts: takes numbers over IPC, computes, answers.
import { pbkdf2Sync } from 'node:crypto';

process.on('message', (wait: boolean) => {
  // A request that computes, and one that mostly waits for somebody else.
  if (wait)
    setTimeout(answer, 20); // Time: of that somebody.
  else {
    pbkdf2Sync('secret', 'salt', 20_000, 32, 'sha256');
    answer();
  }
});
process.on('disconnect', () => process.exit());
const answer = (): boolean => process.send!(process.memoryUsage.rss());
answer();
