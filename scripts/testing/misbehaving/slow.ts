/**
 * Works for longer than a limit of a second, and then ends well.
 * @zh 干活的时间超过一秒的时限，然后正常结束。
 */
let used = 0;
// Looked at now and then, since looking is work for the kernel.
while (used < 1_500_000) {
  for (let n = 0; n < 1e6; n++);
  const { user, system } = process.cpuUsage();
  used = user + system;
}
console.log('done');
