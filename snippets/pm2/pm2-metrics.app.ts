// A queue's consumer that tells PM2 its figures and can be told to pause.
import io from '@pm2/io';

// #region metrics
const depth = io.metric({ name: 'queue depth', unit: 'jobs' });
const done = io.counter({ name: 'jobs done' });
const rate = io.meter({ name: 'jobs per second' });
const took = io.histogram({
  name: 'job time, mean',
  unit: 'ms',
  // An enum in the types; erasable TypeScript has none to import.
  measurement: 'mean' as Parameters<typeof io.histogram>[0]['measurement'],
});
// #endregion metrics

// #region action
let paused = false;
io.action('pause', (reply: (answer: object) => void) => {
  paused = true;
  depth.set(0);
  reply({ paused });
});
// #endregion action

setInterval(() => {
  if (paused) return;
  depth.set(7);
  done.inc();
  rate.mark();
  took.update(12);
}, 50);
