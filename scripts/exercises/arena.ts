// Runs one demand against one solution, in a process that may hang or die: node arena.ts <exercise> <demand> <answer>
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Broken, type Breach, type Exercise } from '../../exercises/kit/types.ts';
import { show, solutionAddress, story } from '../../exercises/kit/story.ts';

const [exerciseFile = '', demandId, answerFile = ''] = process.argv.slice(2);

function answer(breach: Breach | 'held'): never {
  writeFileSync(answerFile, JSON.stringify(breach));
  process.exit();
}

const broken = (en: string, zh: string): never => answer({ ...story.soFar, happened: { en, zh } });

// Whatever a solution leaves to nobody would end a program of its reader's.
process.on('uncaughtException', (error) =>
  broken(`an error that nobody caught: ${show(error)}`, `没人接住的错误：${show(error)}`),
);

const { default: exercise } = (await import(pathToFileURL(exerciseFile).href)) as {
  default: Exercise<unknown>;
};
const demand = exercise.demands.find(({ id }) => id === demandId);
if (!demand) throw new Error(`${exerciseFile} has no demand "${demandId}"`);

story.expect('the solution can be loaded', '答案能够加载');
const solution: unknown = await import(solutionAddress());
try {
  await demand.check(solution);
} catch (error) {
  if (error instanceof Broken) answer({ ...story.soFar, happened: error.happened });
  broken(`it failed with ${show(error)}`, `以 ${show(error)} 失败`);
}
answer('held');
