import type { MoveDecision } from './delivery-report';
import { describe, toJson } from './delivery-report';
import { CommandError, EXIT } from '../errors';
import type { Base, Place } from './place';
import { branchesOf } from './place';
import type { Decide, Route } from './route';
import { byFiles, byPullRequest, byPush } from './route';
import { findApp, requireDeployable } from './targets';
import { GitError } from '../../clients/git/process';
import { formatImage } from '../../common/image-reference';
import { Folder } from '../../files/disk/folder';
import { readRepository } from '../../project/synthesis/rendering';
import type { Access } from '../../releases/delivery/access';
import { Clone } from '../../releases/delivery/clone';
import { takeDeployKey, withDeployKey } from '../../releases/delivery/deploy-key';
import { HostError } from '../../releases/delivery/propose';
import type { ReleaseMessage, Verb } from '../../releases/files/message';
import type { EditImages, Move, Subject } from '../../releases/files/moves';
import { MoveError } from '../../releases/files/moves';
import type { AppReleases } from '../../releases/files/reconcile';
import { findRoot, loadProject } from '../repository/load';
import { findEnvironment } from '../repository/named';
import { findKustomize, InstalledKustomize } from '../tools/kustomize';

export interface DeliveryFlags {
  readonly json?: boolean;
  /** Whether to commit upon the newest commit of the remote and to push; otherwise the files here change, and no more. */
  readonly push?: boolean;
  /** Whether to say what would change, and to change nothing. */
  readonly dryRun?: boolean;
}

/** What a command shows before it changes anything; it may stop there. */
export interface Preview {
  /** For a person. */
  readonly lines: readonly string[];
  /** For programs: more fields of what `--json` prints. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Asks whoever is to agree; throws when nobody does. Not called in a dry run. */
  readonly confirm: () => Promise<void>;
}

/** Looks at the place of the branch that says which Applications there are, before anything is decided for good. */
export type Look = (place: Place, root: string) => Promise<Preview>;

/**
 * Does what a command decides about one app in one environment. With `--push` it is decided upon the newest commit of
 * the branch, again at each attempt: whoever was faster is taken into account.
 */
export async function deliver(
  cwd: string,
  appName: string,
  environmentName: string,
  flags: DeliveryFlags,
  decide: Decide,
  look?: Look,
): Promise<number> {
  // First of all, so that nothing that is loaded or started from here on gets it.
  const key = takeDeployKey();
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository, releases } = readRepository(loadProject(root)._options, folder);
  requireDeployable(repository);
  const app = findApp(appName, repository);
  const own = findEnvironment(environmentName, app);
  const subject = { repository, app, own, edit: editIn(root) };
  const work = async (access?: Access): Promise<void> => {
    const base: Base = { ...subject, git: lazy(() => new Clone(root, access)) };
    const route = flags.push ? toRemote(base, root) : byFiles(base, folder, releases.get(app.name) as AppReleases);
    const preview = look && (await shown(look, await route.look(), root, flags));
    const result = await (flags.dryRun ? route.simulate(decide) : route.carryOut(decide));
    console.log(flags.json ? toJson(result, preview?.fields) : describe(result, branchesOf(base)));
  };
  try {
    await withAccess(root, flags.push ? key : undefined, work);
    return EXIT.ok;
  } catch (error) {
    throw asCommandError(error);
  }
}

/** How a release reaches a branch of the remote, by the config. */
function toRemote(base: Base, root: string): Route {
  return base.repository.delivery.releases === 'pull-request' ? byPullRequest(base, root) : byPush(base);
}

/** Shows what a command has to show, and lets a person agree to it unless nothing would change anyway. */
async function shown(look: Look, place: Place, root: string, { json, dryRun }: DeliveryFlags): Promise<Preview> {
  const preview = await look(place, root);
  if (preview.lines.length > 0 && !json) console.log(preview.lines.join('\n'));
  if (!dryRun) await preview.confirm();
  return preview;
}

/** Works with the deploy key where there is one, and otherwise as git reaches the remote anyway. */
async function withAccess(
  root: string,
  key: string | undefined,
  work: (access?: Access) => Promise<void>,
): Promise<void> {
  if (key === undefined) await work();
  else await withDeployKey(key, new Clone(root).address(), work);
}

/** What is told of an error that is no fault of this program. */
function asCommandError(error: unknown): unknown {
  if (error instanceof MoveError) return new CommandError(error.message, EXIT.findings);
  if (error instanceof GitError) return new CommandError(error.message);
  if (error instanceof HostError) return new CommandError(`${error.message}; nothing was released`);
  return error;
}

/** Images are edited by kustomize, which is looked for when there is something to edit. */
function editIn(root: string): EditImages {
  const kustomize = lazy(() => new InstalledKustomize(findKustomize(), root));
  return (text, images) => kustomize().editImages(text, images);
}

/** A move, with what its commit says. */
export function decided(
  { app, own }: Subject,
  verb: Verb,
  move: Move,
  said: Partial<Pick<ReleaseMessage, 'from' | 'reason' | 'rolledBack'>> = {},
): MoveDecision {
  const message: ReleaseMessage = {
    ...said,
    verb,
    app: app.name,
    environment: own.environment.name,
    image: formatImage(move.image),
    revision: move.revision,
    run: runAddress(),
  };
  return { kind: 'move', move, message };
}

/** Address of the run of GitHub Actions, where it is one. */
function runAddress(): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = process.env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined;
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
