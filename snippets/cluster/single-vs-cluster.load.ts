// autocannon, in a process of its own: here it takes no time from what it measures.
import autocannon from 'autocannon';

export type Sample = {
  seconds: number;
  rate: number;
  p50: number;
  p97_5: number;
  p99: number;
  errors: number;
};

// #region load
process.on('message', ({ url, seconds }: { url: string; seconds: number }) => {
  const times: number[] = [];
  const began = performance.now();
  // Its duration is in whole seconds, so we stop it ourselves; it
  // looks at that when it takes a sample.
  const load = autocannon(
    // Time: in seconds, and more than any answer takes.
    { url, connections: 20, duration: 3_600, timeout: 60, sampleInt: 100 },
    (_error, { errors, non2xx }) => {
      times.sort((a, b) => a - b);
      const at = (part: number) => times[Math.floor(times.length * part)] ?? 0;
      const taken = (performance.now() - began) / 1_000;
      process.send!({
        seconds: taken,
        rate: times.length / taken,
        p50: at(0.5),
        p97_5: at(0.975),
        p99: at(0.99),
        errors: errors + non2xx,
      } satisfies Sample);
    },
  );
  load.on('response', (_client, _status, _bytes, time) => times.push(time));
  setTimeout(() => load.stop(), seconds * 1_000); // Time: a rate needs one.
});
process.send!('ready');
// #endregion load
