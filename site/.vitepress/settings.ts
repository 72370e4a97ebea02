import { join, resolve } from 'node:path';
import { root } from '../../scripts/checkout/paths.ts';

/** What a host decides. Each comes from the environment of the build, so that no file needs a change to move the site. */

/** The path below which the site lives, with a slash at both ends. */
export const base = withSlashes(process.env.SITE_BASE ?? '/');

const origin = process.env.SITE_URL;

/** Where the site will stand, with its path; without it there is no sitemap. */
export const siteUrl = origin && new URL(base, origin).href;

/** `owner/name` on GitHub for edit links; without it there are none. GitHub's own builds set the second variable. */
export const repository = process.env.SITE_REPOSITORY ?? process.env.GITHUB_REPOSITORY;

/** The commit that is built, where the host says it; reports of errors name it. */
export const commit = process.env.SITE_COMMIT ?? process.env.GITHUB_SHA;

/** Where the build goes. The tests build elsewhere, so that they leave what `npm run build` wrote as it is. */
export const dist = resolve(process.env.SITE_OUT ?? join(root, 'site/.vitepress/dist'));

function withSlashes(path: string): string {
  return `/${path}/`.replace(/\/{2,}/g, '/');
}
