// Counts primes below a number; for a negative one it is killed.
process.once('message', (below: number) => {
  // As the system does when memory runs out.
  if (below < 0) process.kill(process.pid, 'SIGKILL');
  let found = 0;
  for (let n = 2; n < below; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) found++;
  }
  process.send!(found);
});
