import type { HistoryFlags } from './command';
import type { Git } from '../../../clients/git/git';
import { GitError } from '../../../clients/git/process';
import { formatImage, sourceCommit } from '../../../common/image-reference';
import { table } from '../../../common/printed';
import type { App, AppEnvironment, Repository } from '../../../config/model';
import { Folder } from '../../../files/disk/folder';
import { readRepository } from '../../../project/synthesis/rendering';
import { Clone } from '../../../releases/delivery/clone';
import type { ReleaseEvent } from '../../../releases/files/history';
import { SHORT, shortTag } from '../../../releases/files/message';
import { CommandError, EXIT } from '../../errors';
import { print } from '../../printing/print';
import { readEvents } from '../../releases/past';
import { findApp } from '../../releases/targets';
import { findRoot, loadProject } from '../../repository/load';
import { findEnvironment } from '../../repository/named';

/** How many releases of each environment are listed by default. */
const LIMIT = 20;

/** `python-gitops history APP [ENV]`: the releases and rollbacks, newest first. */
export async function runHistory(
  cwd: string,
  appName: string,
  environmentName: string | undefined,
  flags: HistoryFlags,
): Promise<number> {
  const root = findRoot(cwd);
  const { repository } = readRepository((await loadProject(root))._options, new Folder(root));
  const app = findApp(appName, repository);
  const environments = environmentName === undefined ? app.environments : [findEnvironment(environmentName, app)];
  const limit = readLimit(flags.limit);
  try {
    const git = new Clone(root);
    const pasts = environments.map((own) => ({ own, events: past(git, repository, app, own) }));
    const isCut = git.isShallow() === true;
    print(flags, {
      json: () => toJson(app, pasts, isCut),
      text: () =>
        pasts.map(({ own, events }) => describe(app, own, events, limit)).join('\n\n') + (isCut ? SHALLOW : ''),
    });
    return EXIT.ok;
  } catch (error) {
    if (error instanceof GitError) throw new CommandError(error.message);
    throw error;
  }
}

const SHALLOW = '\n\nThis clone is shallow, so the oldest releases may be missing: git fetch --unshallow';

function past(git: Git, repository: Repository, app: App, own: AppEnvironment): ReleaseEvent[] {
  if (git.resolve('HEAD') === undefined) return [];
  // Releases are pushed without touching the local branch, so the remote branch is newer.
  const newest = (branch: string): string => git.resolve(`origin/${branch}`) ?? git.resolve(branch) ?? 'HEAD';
  return readEvents(git, repository, app, own, {
    tracked: newest(own.environment.branch),
    root: newest(repository.defaultBranch),
  });
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return LIMIT;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new CommandError(`--limit must be a positive integer, got ${text}`);
}

function toJson(
  app: App,
  pasts: readonly { readonly own: AppEnvironment; readonly events: readonly ReleaseEvent[] }[],
  shallow: boolean,
): object {
  const releases = pasts.flatMap(({ own, events }) =>
    [...events].reverse().map(({ time, image, ...event }) => ({
      environment: own.environment.name,
      time: new Date(time * 1000).toISOString(),
      image: formatImage(image),
      // CI uses the commit as the tag of an image.
      source: sourceCommit(image) ?? null,
      ...event,
    })),
  );
  return { schemaVersion: 1, app: app.name, shallow, releases };
}

function describe(app: App, own: AppEnvironment, events: readonly ReleaseEvent[], limit: number): string {
  const title = `${app.name} in ${own.environment.name}`;
  if (events.length === 0) return `${title}: not released yet`;
  const rolledBack = new Set(events.flatMap(({ rolledBack: commit }) => commit ?? []));
  const rows = [...events]
    .reverse()
    .slice(0, limit)
    .map((event) => row(event, rolledBack.has(event.commit)));
  const rest = events.length - rows.length;
  const more = rest > 0 ? [`… and ${rest} earlier releases: --limit ${events.length}`] : [];
  return [title, ...[...table(rows), ...more].map((line) => `  ${line}`)].join('\n');
}

function row(event: ReleaseEvent, isRolledBack: boolean): string[] {
  const { time, kind, image, revision, commit, author, from, reason, waits } = event;
  const why = [
    from === undefined ? '' : `from ${from}`,
    reason ?? '',
    waits === undefined ? '' : `(pinned: ${waits})`,
    isRolledBack ? '(rolled back)' : '',
  ].filter((part) => part !== '');
  return [
    new Date(time * 1000).toISOString().slice(0, 16).replace('T', ' '),
    kind,
    shortTag(formatImage(image)),
    waits !== undefined ? 'waits for unpin' : revision === commit ? 'follows the branch' : revision.slice(0, SHORT),
    commit.slice(0, SHORT),
    author,
    why.join(' '),
  ];
}
