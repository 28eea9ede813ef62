import { carryOut } from './carry-out';
import type { Decide } from './decision';
import { describeDelivery, deliveryToJson } from './delivery-report';
import type { Base, Place } from './place';
import { branchesOf, placeAt } from './place';
import { targetsOf } from './routes';
import { findApp, requireDeployable } from './targets';
import { GitError } from '../../clients/git/process';
import { Folder } from '../../files/disk/folder';
import { readRepository } from '../../project/synthesis/rendering';
import type { Access } from '../../releases/delivery/access';
import { Clone } from '../../releases/delivery/clone';
import { takeDeployKey, withDeployKey } from '../../releases/delivery/deploy-key';
import { HostError } from '../../releases/delivery/pull-requests';
import type { Target } from '../../releases/delivery/target';
import type { EditImages } from '../../releases/files/moves';
import { MoveError } from '../../releases/files/moves';
import { CommandError, EXIT } from '../errors';
import { findRoot, loadProject } from '../repository/load';
import { findEnvironment } from '../repository/named';
import { findKustomize, InstalledKustomize } from '../tools/kustomize';

export interface DeliveryFlags {
  readonly json?: boolean;
  /** Whether to commit on top of the remote branch and push; otherwise only the files here change. */
  readonly push?: boolean;
  /** Whether to show what would change, and change nothing. */
  readonly dryRun?: boolean;
}

/** What a command shows before it changes anything. */
export interface Preview {
  /** For people. */
  readonly lines: readonly string[];
  /** For programs: additional fields of `--json`. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Asks for confirmation; throws if it is not given. Not called in a dry run. */
  readonly confirm: () => Promise<void>;
}

/** Looks at the branch that the root Application reads, before anything changes. It may stop the command. */
export type Look = (place: Place, root: string) => Promise<Preview>;

/** Carries out what a command decides about one app in one environment. */
export async function deliver(
  cwd: string,
  appName: string,
  environmentName: string,
  flags: DeliveryFlags,
  decide: Decide,
  look?: Look,
): Promise<number> {
  // Taken first, so that nothing that is loaded or started later gets the key.
  const key = takeDeployKey();
  const root = findRoot(cwd);
  const folder = new Folder(root);
  const { repository } = readRepository((await loadProject(root))._options, folder);
  requireDeployable(repository);
  const app = findApp(appName, repository);
  const own = findEnvironment(environmentName, app);
  const work = async (access?: Access): Promise<void> => {
    const base: Base = { repository, app, own, edit: editIn(root), git: lazy(() => new Clone(root, access)) };
    const targets = targetsOf(base, { ...flags, root, folder });
    const preview = look && (await show(await look(await lastPlace(base, targets), root), flags));
    const result = await carryOut(base, targets, decide);
    console.log(flags.json ? deliveryToJson(result, preview?.fields) : describeDelivery(result, branchesOf(base)));
  };
  try {
    await withAccess(root, flags.push ? key : undefined, work);
    return EXIT.ok;
  } catch (error) {
    throw asCommandError(error);
  }
}

async function lastPlace(base: Base, targets: readonly Target[]): Promise<Place> {
  const target = targets[targets.length - 1];
  return placeAt(base, target, await target.head());
}

async function show(preview: Preview, { json, dryRun }: DeliveryFlags): Promise<Preview> {
  if (preview.lines.length > 0 && !json) console.log(preview.lines.join('\n'));
  if (!dryRun) await preview.confirm();
  return preview;
}

/** Uses the deploy key if there is one, and the access that git has anyway otherwise. */
async function withAccess(
  root: string,
  key: string | undefined,
  work: (access?: Access) => Promise<void>,
): Promise<void> {
  if (key === undefined) await work();
  else await withDeployKey(key, new Clone(root).address(), work);
}

/** Reports errors that are not bugs by their message alone. */
function asCommandError(error: unknown): unknown {
  if (error instanceof MoveError) return new CommandError(error.message, EXIT.findings);
  if (error instanceof GitError) return new CommandError(error.message);
  if (error instanceof HostError) return new CommandError(`${error.message}; nothing was released`);
  return error;
}

/** Edits images with kustomize, which is only needed when an image changes. */
function editIn(root: string): EditImages {
  const kustomize = lazy(() => new InstalledKustomize(findKustomize(), root));
  return (text, images) => kustomize().editImages(text, images);
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
