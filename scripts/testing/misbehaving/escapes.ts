/**
 * Leaves a process that left its group, cleared its environment and kept the output.
 *
 * @zh 留下一个离开了进程组、清空了环境、仍占着输出的进程。
 */
import { spawn } from 'node:child_process';

spawn('sh', ['-c', "setsid env -i sh -c 'setsid sleep 60 & echo child pid $!; exit 0'"], {
  stdio: 'inherit',
});
