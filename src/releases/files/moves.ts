import type { ApplicationRelease, PinnedRelease } from './application-file';
import { applicationFilePath, renderApplicationFile } from './application-file';
import { imageFilePath, renderImageFile } from './image-file';
import type { AppReleases } from './reconcile';
import { byApplication } from './reconcile';
import { formatImage, parseImage } from '../../common/image-reference';
import type { Image } from '../../common/image-reference';
import type { App, AppEnvironment, Repository } from '../../config/model';

/** One app in one environment, with its release files. */
export interface Subject {
  readonly repository: Repository;
  readonly app: App;
  readonly own: AppEnvironment;
  readonly releases: AppReleases;
}

/** The release files after a change, such as a release or a pin. */
export interface Move {
  /** New content by path; empty if nothing changes. */
  readonly files: ReadonlyMap<string, string>;
  /** The image that runs afterwards. */
  readonly image: Image;
  /** The commit whose configuration runs; undefined if the environment follows its branch. */
  readonly revision?: string;
  /** Why the environment is pinned, if the image only runs after it is unpinned. */
  readonly waits?: string;
  /** Further information for people. */
  readonly notes: readonly string[];
}

/** The environment is in a state that does not allow the move. */
export class MoveError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoveError';
  }
}

/** Sets images in a kustomization, as `kustomize edit set image` does. */
export type EditImages = (kustomization: string, images: readonly string[]) => string;

/** An image and a configuration that run together. */
export interface Version {
  readonly image: Image;
  /** Commit of the configuration. */
  readonly revision: string;
}

/** Why an environment is pinned; undefined if it is not. */
export function pinReason({ own, releases }: Pick<Subject, 'own' | 'releases'>): string | undefined {
  const application = releases.applications.get(own.application);
  return application?.kind === 'pinned' ? application.pin : releases.images.get(own.environment.name)?.pin;
}

/** Whether anything was ever released to the environment. */
export function wasReleased({ own, releases }: Pick<Subject, 'own' | 'releases'>): boolean {
  return releases.applications.get(own.application)?.kind !== 'held';
}

/**
 * Puts an image into an environment. A gated environment also gets the configuration of a commit. In a pinned tracking
 * environment, the image waits in the overlay's release file until the environment is unpinned.
 */
export function moveRelease(
  subject: Subject,
  version: Partial<Version> & Pick<Version, 'image'>,
  edit: EditImages,
): Move {
  const { repository, app, own, releases } = subject;
  const pin = pinReason(subject);
  const now = releases.applications.get(own.application);
  if (pin !== undefined && (own.environment.gated || repository.argocd.manages === 'nothing')) {
    throw new MoveError(`${own.environment.name} is pinned (${pin}): unpin it first`);
  }
  if (pin !== undefined && now?.kind === 'pinned') {
    const { revision: _revision, ...waiting } = move(subject, { image: version.image, application: now }, edit);
    return { ...waiting, waits: pin };
  }
  if (!own.environment.gated || repository.argocd.manages === 'nothing') {
    return move(subject, { image: version.image, application: { kind: 'tracking' } }, edit);
  }
  if (version.revision === undefined) {
    throw new MoveError(`${own.environment.name} is gated: a release to it needs a configuration commit`);
  }
  const application = pinnedTo(app, { image: version.image, revision: version.revision });
  return move(subject, { image: version.image, application }, edit);
}

/** Returns to an image and a configuration that ran together, and pins the environment there. */
export function moveBack(subject: Subject, version: Version, reason: string, edit: EditImages): Move {
  const { repository, app, own } = subject;
  requireReleased(subject, 'rolled back');
  if (repository.argocd.manages === 'nothing') {
    const notes = [`Only the image is rolled back: ${own.environment.name} gets its configuration from the branch.`];
    return move(subject, { image: version.image, pin: reason }, edit, notes);
  }
  const application = { ...pinnedTo(app, version), pin: reason };
  return move(subject, { image: version.image, application }, edit);
}

/** Pins an environment where it is; `head` is the commit to pin a tracking environment at. */
export function movePin(subject: Subject, head: string, reason: string, edit: EditImages): Move {
  const { repository, app, own, releases } = subject;
  requireReleased(subject, 'pinned');
  const { image } = imageIn(subject);
  if (repository.argocd.manages === 'nothing') return move(subject, { image, pin: reason }, edit);
  const now = releases.applications.get(own.application);
  const held = now?.kind === 'pinned' ? now : pinnedTo(app, { image, revision: head });
  return move(subject, { application: { ...held, pin: reason } }, edit);
}

/** Unpins an environment. A tracking environment follows its branch at once; a gated one waits for a promotion. */
export function moveUnpin(subject: Subject, edit: EditImages): Move {
  const { repository, own, releases } = subject;
  const { name, gated, branch } = own.environment;
  if (pinReason(subject) === undefined) {
    throw new MoveError(`${name} is not pinned: it ${gated ? 'changes with the next promotion' : `follows ${branch}`}`);
  }
  if (repository.argocd.manages === 'nothing') return move(subject, { image: imageIn(subject).image, pin: '' }, edit);
  const { pin: _pin, ...now } = releases.applications.get(own.application) as PinnedRelease;
  if (gated) {
    return move(subject, { application: now }, edit, [`${name} stays as it is until the next promotion.`]);
  }
  return move(subject, { application: { kind: 'tracking' } }, edit, [`${name} follows ${branch} again.`]);
}

/** The image in the environment's image file. */
export function imageIn({ own, releases }: Pick<Subject, 'own' | 'releases'>): { readonly image: Image } {
  const release = releases.images.get(own.environment.name);
  if (release === undefined) throw new Error(`no image file of ${own.application}`);
  return release;
}

/** The image and the configuration that run now; the configuration is undefined if the environment follows a branch. */
export function running(subject: Pick<Subject, 'app' | 'own' | 'releases'>): Partial<Version> & Pick<Version, 'image'> {
  const { own, releases } = subject;
  const now = releases.applications.get(own.application);
  const { image } = imageIn(subject);
  if (now?.kind !== 'pinned') return { image };
  return { image: parsePinnedImage(now.image) ?? image, revision: now.revision };
}

/** The image of a pin, `name=name:tag@digest`. */
export function parsePinnedImage(text: string): Image | undefined {
  const image = parseImage(text.slice(text.indexOf('=') + 1));
  return image?.name === undefined ? undefined : { ...image, name: image.name };
}

function pinnedTo(app: App, { image, revision }: Version): PinnedRelease {
  return { kind: 'pinned', revision, image: `${app.image}=${formatImage(image)}` };
}

function requireReleased(subject: Subject, what: string): void {
  if (wasReleased(subject)) return;
  const { app, own } = subject;
  throw new MoveError(
    `${app.name} was never released to ${own.environment.name}, so it cannot be ${what}: release or promote to it first`,
  );
}

interface Next {
  /** New image of the overlay; undefined to keep it. */
  readonly image?: Image;
  /** New state of the Application; undefined to keep it. */
  readonly application?: ApplicationRelease;
  /** Why the image is pinned, if no Application is managed here; empty to unpin. */
  readonly pin?: string;
}

/** Renders the release files, and keeps those that change. */
function move(subject: Subject, next: Next, edit: EditImages, notes: readonly string[] = []): Move {
  const { repository, app, own, releases } = subject;
  const files = new Map<string, string>();
  const put = (path: string, content: string): void => {
    if (content !== textOf(releases, path)) files.set(path, content);
  };
  if (next.image !== undefined) put(imageFilePath(app.name, own.environment.name), imageFile(subject, next, edit));
  if (next.application !== undefined && repository.argocd.manages !== 'nothing') {
    const applications = new Map(releases.applications).set(own.application, next.application);
    put(applicationFilePath(app.name), renderApplicationFile(byApplication(app, applications)));
  }
  const { application } = next;
  const pinned = application?.kind === 'pinned' ? application : undefined;
  // An environment that follows its branch again runs the image that was waiting.
  const image = next.image ?? (application?.kind === 'tracking' ? imageIn(subject) : running(subject)).image;
  return { files, image, ...(pinned === undefined ? {} : { revision: pinned.revision }), notes };
}

/** The image file with a new image, as kustomize writes it, or with a new reason. */
function imageFile(subject: Subject, { image, pin }: Next, edit: EditImages): string {
  const { app, own, releases } = subject;
  const path = imageFilePath(app.name, own.environment.name);
  const release = releases.images.get(own.environment.name);
  if (release === undefined || image === undefined) throw new Error(`${path} is missing`);
  const before = textOf(releases, path);
  if (pin !== undefined) {
    const { pin: _pin, ...plain } = release;
    return renderImageFile({ ...plain, image, ...(pin === '' ? {} : { pin }) });
  }
  // What runs may still have the name of an earlier registry.
  const setting = image.name === app.image ? formatImage(image) : `${app.image}=${formatImage(image)}`;
  return edit(before ?? renderImageFile(release), [setting]);
}

function textOf(releases: AppReleases, path: string): string | undefined {
  return releases.files.find((file) => file.path === path)?.content;
}
