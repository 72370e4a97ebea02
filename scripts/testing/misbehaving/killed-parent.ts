/**
 * Is killed while it has a child.
 * @zh 在还有子进程的时候被杀死。
 * @exits SIGKILL
 */
import { spawn } from 'node:child_process';

const child = spawn('sleep', ['600'], { stdio: 'inherit' });
console.log(`ready, child pid ${child.pid}`);
child.once('spawn', () => process.kill(process.pid, 'SIGKILL'));
