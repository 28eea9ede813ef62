import type { Decision, MoveDecision, Result } from './delivery-report';
import { describe, toJson } from './delivery-report';
import type { FileChange } from './dry-run';
import { unifiedDiff } from './dry-run';
import { CommandError, EXIT } from './errors';
import { findKustomize, InstalledKustomize } from './kustomize';
import { findRoot, loadProject } from './load';
import { findEnvironment } from './named';
import type { Base, Place } from './place';
import { branchesOf, placeAtRemote, placeHere, releaseFiles } from './place';
import type { Proposals } from './proposing';
import { branchFor, proposalsTo, proposed, withNote } from './proposing';
import { findApp, requireDeployable } from './targets';
import type { Access } from '../delivery/access';
import { Clone } from '../delivery/clone';
import { takeDeployKey, withDeployKey } from '../delivery/deploy-key';
import { HostError } from '../delivery/propose';
import { publish } from '../delivery/publish';
import { Folder } from '../disk/folder';
import { GitError } from '../git/process';
import { formatImage } from '../release/image';
import type { ReleaseMessage, Verb } from '../release/message';
import { formatMessage } from '../release/message';
import type { EditImages, Move, Subject } from '../release/moves';
import { MoveError } from '../release/moves';
import type { AppReleases } from '../release/reconcile';
import { readRepository } from '../synthesis/rendering';

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
  decide: (place: Place) => Decision,
  look?: Look,
): Promise<number> {
  const key = takeDeployKey();
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository, releases } = readRepository(loadProject(root)._options, folder);
  requireDeployable(repository);
  const app = findApp(appName, repository);
  const own = findEnvironment(environmentName, app);
  const kustomize = lazy(() => new InstalledKustomize(findKustomize(), root));
  const edit: EditImages = (text, images) => kustomize().editImages(text, images);
  const work = async (access?: Access): Promise<void> => {
    const base: Base = { repository, app, own, edit, git: lazy(() => new Clone(root, access)) };
    const here = (): Place => placeHere(base, folder, releases.get(app.name) as AppReleases);
    const proposals =
      flags.push && repository.delivery.releases === 'pull-request' ? proposalsTo(base, root) : undefined;
    const atRemote: AtRemote = async (branch) => proposals?.placeAt(branch) ?? placeAtRemote(base, branch);
    const decideHere = proposals === undefined ? decide : (place: Place): Decision => withNote(decide(place), place);
    const preview = await look?.(flags.push ? await atRemote(repository.defaultBranch) : here(), root);
    if (preview && preview.lines.length > 0 && !flags.json) console.log(preview.lines.join('\n'));
    if (!flags.dryRun) await preview?.confirm();
    const result = flags.dryRun
      ? await simulated(
          base,
          flags.push ? await allAtRemote(base, atRemote, proposals) : [{ place: here() }],
          decideHere,
        )
      : await carryOut(base, here, folder, flags, decideHere, proposals);
    console.log(flags.json ? toJson(result, preview?.fields) : describe(result, branchesOf(base)));
  };
  try {
    if (key !== undefined && flags.push) await withDeployKey(key, new Clone(root).address(), work);
    else await work();
    return EXIT.ok;
  } catch (error) {
    if (error instanceof MoveError) throw new CommandError(error.message, EXIT.findings);
    if (error instanceof GitError) throw new CommandError(error.message);
    if (error instanceof HostError) throw new CommandError(`${error.message}; nothing was released`);
    throw error;
  }
}

/** Looks at the newest commit of a branch of the remote, and at what waits to be merged there. */
type AtRemote = (branch: string) => Promise<Place>;

async function allAtRemote(
  base: Base,
  atRemote: AtRemote,
  proposals: Proposals | undefined,
): Promise<SimulatedPlace[]> {
  const places: SimulatedPlace[] = [];
  for (const target of branchesOf(base)) {
    const place = await atRemote(target);
    places.push(proposals ? { branch: branchFor(base, target), target, place } : { branch: target, place });
  }
  return places;
}

function carryOut(
  base: Base,
  here: () => Place,
  folder: Folder,
  { push }: DeliveryFlags,
  decide: (place: Place) => Decision,
  proposals: Proposals | undefined,
): Result | Promise<Result> {
  if (proposals !== undefined) return proposed(base, proposals, decide);
  return push ? pushed(base, decide) : changed(here(), folder, decide);
}

interface SimulatedPlace {
  /** The branch that would get the commit; undefined for the files here. */
  readonly branch?: string;
  /** The branch that it would be merged into, where that is another one. */
  readonly target?: string;
  readonly place: Place;
}

/** Decides, and changes nothing. */
function simulated(
  { repository, app, own }: Base,
  places: readonly SimulatedPlace[],
  decide: (place: Place) => Decision,
): Result {
  const outcomes = places.map(({ branch, target, place }) => {
    const decision = decide(place);
    const files = decision.kind === 'move' ? [...decision.move.files] : [];
    const changes = files.map(([path, after]): FileChange => ({ path, before: place.read(path) ?? '', after }));
    return { decision, paths: files.map(([path]) => path), dryRun: { branch, target, diff: unifiedDiff(changes) } };
  });
  const paths = new Set(outcomes.flatMap((one) => one.paths));
  return {
    app: app.name,
    environment: own.environment.name,
    decision: (outcomes.at(-1) as (typeof outcomes)[number]).decision,
    files: releaseFiles(repository, app, own).filter((path) => paths.has(path)),
    commits: [],
    dryRun: outcomes.map(({ dryRun }) => dryRun),
  };
}

/** Changes the files here. */
function changed(place: Place, folder: Folder, decide: (place: Place) => Decision): Result {
  const { repository, app, own } = place;
  const decision = decide(place);
  const files = decision.kind === 'move' ? [...decision.move.files] : [];
  for (const [path, content] of files) folder.write(path, content);
  return {
    app: app.name,
    environment: own.environment.name,
    decision,
    files: releaseFiles(repository, app, own).filter((path) => files.some(([changed_]) => changed_ === path)),
    commits: [],
  };
}

/** Commits and pushes, to one branch after the other. */
async function pushed(base: Base, decide: (place: Place) => Decision): Promise<Result> {
  const { repository, app, own } = base;
  const git = base.git();
  const commits: { branch: string; commit: string }[] = [];
  const files = new Set<string>();
  let last: Decision | undefined;
  for (const branch of branchesOf(base)) {
    const published = await publish({
      git,
      branch,
      plan: (head) => {
        last = decide(placeAtRemote(base, branch, head));
        if (last.kind === 'superseded') return undefined;
        for (const path of last.move.files.keys()) files.add(path);
        return { files: last.move.files, message: formatMessage(last.message) };
      },
      onRetry: (attempt, why) => console.error(`another push was faster (${why}), attempt ${attempt}; trying again`),
    });
    if (published.commit !== undefined) commits.push({ branch, commit: published.commit });
  }
  const decision = last as Decision;
  const changedFiles = commits.length === 0 ? [] : releaseFiles(repository, app, own).filter((path) => files.has(path));
  return { app: app.name, environment: own.environment.name, decision, files: changedFiles, commits };
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
