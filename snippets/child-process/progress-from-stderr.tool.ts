// Stands in for ffmpeg: paints its status over one line of stderr.
import { setTimeout as sleep } from 'node:timers/promises';

const way = process.argv[2];
process.stderr.write('Input #0, from film.mov\n');
for (let second = 1; second <= 4; second++) {
  await sleep(20); // Time: what a second of film takes to convert.
  // A carriage return, no new line: the next status covers this one.
  const time = `time=00:00:0${second}.00`;
  process.stderr.write(`frame=${second * 25} ${time} speed=50x    \r`);
  if (second < 2) continue;
  if (way === 'broken') {
    process.stderr.write('\nfilm.mov: no such stream\nConversion failed!\n');
    process.exitCode = 1;
    break;
  }
  if (way === 'hangs') setInterval(() => {}, 1000);
  if (way === 'hangs') break;
}
if (way === 'well') process.stderr.write('\n');
