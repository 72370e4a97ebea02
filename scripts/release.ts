// npm run release: the changelog of a new version, out of what was committed since the last one, and the version itself.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import writeFileAtomic from 'write-file-atomic';
import { count, main, UserError } from './terminal/messages.ts';

const usage = `npm run release -- <version>

Writes what was committed since the last version to the top of CHANGELOG.md, by what it is about, and sets the version in
package.json and package-lock.json. Read it, mend it, then commit and tag it: this commits nothing.`;

const changelog = 'CHANGELOG.md';
const title = '# Changelog\n';

/** What a commit is about, by the files that it touches; the first that fits a file has it. */
const groups: readonly { name: string; holds: RegExp }[] = [
  { name: 'Pages', holds: /^site\/(en|zh)\// },
  { name: 'Snippets and proofs', holds: /^snippets\// },
  { name: 'Exercises', holds: /^exercises\// },
  { name: 'Diagrams', holds: /^diagrams\// },
  { name: 'The site', holds: /^site\// },
  { name: 'Commands', holds: /^scripts\// },
  { name: 'Everything else', holds: /./ },
];

interface Commit {
  subject: string;
  files: string[];
}

await main(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [version, ...more] = positionals;
  if (version === undefined || more.length > 0)
    throw new UserError('Name one version: npm run release -- 1.2.3', 2);
  const wanted = numbersOf(version);
  if (!wanted)
    throw new UserError(`${version} is no version: three numbers, as in 1.2.3, without a v.`, 2);
  if (git('status', '--porcelain') !== '')
    throw new UserError('There are changes that are not committed: commit or stash them first.');
  const tags = git('tag', '--list', 'v*', '--merged')
    .split('\n')
    .filter((tag) => numbersOf(tag.slice(1)));
  if (git('tag', '--list', `v${version}`) !== '')
    throw new UserError(`There is a tag v${version} already: name a newer version.`);
  const last = tags.sort((a, b) => compare(numbersOf(a.slice(1))!, numbersOf(b.slice(1))!)).at(-1);
  const before = last?.slice(1) ?? readVersioned('package.json').version;
  const order = compare(wanted, numbersOf(before) ?? [0, 0, 0]);
  // The version that stands there before anything was released may become the first release.
  if (last === undefined ? order < 0 : order <= 0)
    throw new UserError(`${version} is not above ${before}: name a newer version.`);
  const commits = commitsSince(last);
  if (commits.length === 0) throw new UserError(`Nothing was committed since ${last}.`);

  const today = new Date().toISOString().slice(0, 10);
  const section = [`## ${version} (${today})`, ...sectionsOf(commits)].join('\n\n');
  const known = existsSync(changelog) ? readFileSync(changelog, 'utf8') : title;
  if (!known.startsWith(title))
    throw new UserError(`${changelog} does not begin with "${title.trim()}": mend its first line.`);
  const text = [title.trim(), section, known.slice(title.length).trim()]
    .filter(Boolean)
    .join('\n\n');
  const options = { ...(await resolveConfig(changelog)), parser: 'markdown' };
  await writeFileAtomic(changelog, await format(text, options));
  await writeVersion('package.json', version);
  await writeVersion('package-lock.json', version);
  console.log(
    `${count(commits.length, 'commit')} in ${changelog}. When it reads well:\n  git add -A && git commit -m "Version ${version}" && git tag v${version}`,
  );
  return 0;
}, usage);

function git(...args: string[]): string {
  try {
    const options = { encoding: 'utf8', maxBuffer: 2 ** 30, stdio: 'pipe' } as const;
    return execFileSync('git', ['-c', 'core.quotePath=false', ...args], options).trim();
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new UserError(`git ${args[0]} failed: ${stderr?.trim().split('\n')[0] || String(error)}`);
  }
}

/** The three numbers of a version; undefined where it is none. */
function numbersOf(version: string): number[] | undefined {
  const parts = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(version);
  return parts?.slice(1).map(Number);
}

/** Below 0 where the first version is older, above 0 where it is newer. */
function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

/** The commits after a tag, newest first, without merges; all where there is no tag. */
function commitsSince(tag: string | undefined): Commit[] {
  const range = tag === undefined ? 'HEAD' : `${tag}..HEAD`;
  const log = git('log', '--no-merges', '--format=%x1e%s', '--name-only', range);
  return log
    .split('\u001e')
    .slice(1)
    .map((entry) => {
      const [subject = '', ...files] = entry.split('\n').filter(Boolean);
      return { subject, files };
    });
}

/** The changes of each group that has some, each under its heading. */
function sectionsOf(commits: readonly Commit[]): string[] {
  return groups.flatMap(({ name }) => {
    const own = commits.filter((commit) => groupOf(commit) === name);
    if (own.length === 0) return [];
    return [`### ${name}`, own.map(({ subject }) => `- ${plain(subject)}`).join('\n')];
  });
}

/** The group that holds most of a commit's files; what runs wrote counts only where there is nothing else. */
function groupOf({ files }: Commit): string {
  const written = files.filter((file) => !/(^|\/)recordings\//.test(file));
  const touched = (written.length > 0 ? written : files).map(
    (file) => groups.find(({ holds }) => holds.test(file))!.name,
  );
  const many = (name: string): number => touched.filter((other) => other === name).length;
  return groups
    .map(({ name }) => name)
    .reduce(
      (most, name) => (many(name) > many(most) ? name : most),
      touched[0] ?? groups.at(-1)!.name,
    );
}

/** A subject that Markdown shows as it is; what stands between backticks is code there too. */
function plain(subject: string): string {
  return subject
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[\\<*_[\]#]/g, '\\$&')))
    .join('');
}

interface Versioned {
  version: string;
  packages?: Record<string, { version?: string }>;
}

function readVersioned(file: string): Versioned {
  return JSON.parse(readFileSync(file, 'utf8')) as Versioned;
}

async function writeVersion(file: string, version: string): Promise<void> {
  const content = readVersioned(file);
  content.version = version;
  const own = content.packages?.[''];
  if (own) own.version = version;
  await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`);
}
