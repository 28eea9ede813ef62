import type { Git } from '../../clients/git/git';
import { NOT_IN_IMAGE } from '../files/inputs';

/** An app, and the commit that its newest image was built from, if known. */
export interface Built {
  readonly app: string;
  readonly source?: string;
}

/**
 * Lists the apps that need a new image at a commit: an input changed since the newest image was built, or it is unknown
 * what that was built from. Makes three calls of git for any number of apps.
 */
export function changedApps(git: Git, apps: readonly Built[], head: string): string[] {
  const trees = git.objectIds(
    apps.flatMap(({ app, source }) => [
      `${head}:${folderOf(app)}`,
      source === undefined ? '' : `${source}:${folderOf(app)}`,
    ]),
  );
  const compared = apps.map(({ app }, index) => ({ app, now: trees[2 * index], before: trees[2 * index + 1] }));
  const doubtful = compared.filter(({ now, before }) => now !== undefined && before !== undefined && now !== before);
  const paths = git.treeDifferences(doubtful.map(({ before, now }) => [before as string, now as string]));
  const changed = new Set(doubtful.filter((_, index) => paths[index].some(isImageInput)).map(({ app }) => app));
  return compared
    .filter(({ app, now, before }) => now !== undefined && (before === undefined || changed.has(app)))
    .map(({ app }) => app);
}

/** Lists the apps whose image inputs differ between two commits, as in a pull request. */
export function changedBetween(git: Git, apps: readonly string[], base: string, head: string): string[] {
  return changedApps(
    git,
    apps.map((app) => ({ app, source: base })),
    head,
  );
}

function folderOf(app: string): string {
  return `./apps/${app}`;
}

/** Whether a path, relative to the folder of its app, is an input of the image. */
function isImageInput(path: string): boolean {
  return !(NOT_IN_IMAGE as readonly string[]).includes(path.split('/')[0]);
}
