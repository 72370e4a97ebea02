// autocannon in a process of its own: says when it has its first answer, and the result when it is told to stop.
import autocannon from 'autocannon';

const url = process.argv[2]!;
const load = autocannon(
  // Time: the same, for the load.
  { url, connections: 10, duration: 3_600, timeout: 3 },
  (_, result) => process.send!(result, () => process.exit()),
);
load.once('response', () => process.send!('first'));
process.once('message', () => load.stop());
process.on('disconnect', () => process.exit());
