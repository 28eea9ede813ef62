import { isDeepStrictEqual } from 'node:util';
import { COMPONENT, hasOnly, isComponent, parseYaml } from './component';
import { parsePins, renderPins } from './pins';
import { guessApplications } from './written-form';
import { isImageName, parseImage } from '../../common/image-reference';
import { compare } from '../../common/order';
import { isRecord } from '../../common/records';
import { toInlineYaml, toYaml } from '../../files/tree/yaml';

/** Path of the release file that decides what Argo CD deploys of an app. */
export function applicationFilePath(app: string): string {
  return `apps/${app}/argo/release/kustomization.yaml`;
}

/**
 * What Argo CD deploys in one environment. `held`: nothing yet; its Application is left out. `tracking`: the newest commit
 * of the branch. `pinned`: exactly this revision with exactly this image.
 */
export type ApplicationRelease =
  { readonly kind: 'held'; readonly namespace: string } | { readonly kind: 'tracking' } | PinnedRelease;

/** Exactly one revision and one image. If there is a reason, only `unpin` changes it. */
export interface PinnedRelease {
  readonly kind: 'pinned';
  readonly revision: string;
  /** `name=name:tag@digest`. */
  readonly image: string;
  /** Why the environment is pinned. Undefined after a promotion: the next promotion may change it. */
  readonly pin?: string;
}

/** State by the name of the Application. A missing one is tracking. */
export type ApplicationReleases = ReadonlyMap<string, ApplicationRelease>;

const APPLICATION = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' } as const;

const REVISION = /^[0-9a-f]{40}$/;

export function isRevision(value: unknown): value is string {
  return typeof value === 'string' && REVISION.test(value);
}

/** Renders the application file: a Component that removes held Applications and pins pinned ones. */
export function renderApplicationFile(releases: ApplicationReleases): string {
  const patches = [...releases.entries()]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([application, release]) => renderPatch(application, release));
  const pins = [...releases.entries()].flatMap(([application, release]) =>
    release.kind === 'pinned' && release.pin !== undefined ? [[application, release.pin] as const] : [],
  );
  return (
    '# Release file: moved by python-gitops release. It decides which revision Argo CD deploys, and holds back\n' +
    '# the Application of an environment that was never released.\n' +
    toYaml({
      ...COMPONENT,
      ...renderPins(pins),
      // kustomize fails on a Component without any field.
      ...(patches.length > 0 ? { patches } : { resources: [] }),
    })
  );
}

/** Reads an application file. Returns undefined if it contains anything else than this library writes. */
export function parseApplicationFile(text: string): Map<string, ApplicationRelease> | undefined {
  const guess = guessApplications(text);
  return isWritten(guess, text) ? guess : parseAnyForm(text);
}

/** Whether a text is these releases as they are written here; then it needs no parser. */
function isWritten(releases: Map<string, ApplicationRelease>, text: string): boolean {
  const isValid = [...releases.values()].every(
    (release) => release.kind !== 'pinned' || (isRevision(release.revision) && isImageOverride(release.image)),
  );
  return isValid && renderApplicationFile(releases) === text;
}

function parseAnyForm(text: string): Map<string, ApplicationRelease> | undefined {
  const file = parseYaml(text);
  if (!isComponent(file, ['metadata', 'patches', 'resources'])) return undefined;
  if (file.resources !== undefined && !(Array.isArray(file.resources) && file.resources.length === 0)) return undefined;
  const patches: unknown = file.patches ?? [];
  if (!Array.isArray(patches)) return undefined;
  const releases = new Map<string, ApplicationRelease>();
  for (const entry of patches as unknown[]) {
    const read = isRecord(entry) ? parsePatch(entry) : undefined;
    if (!read || releases.has(read[0])) return undefined;
    releases.set(read[0], read[1]);
  }
  return withPins(releases, parsePins(file.metadata));
}

/** Adds the reasons. A reason without a pinned Application is invalid. */
function withPins(
  releases: Map<string, ApplicationRelease>,
  pins: ReadonlyMap<string, string> | undefined,
): Map<string, ApplicationRelease> | undefined {
  for (const [application, pin] of pins ?? []) {
    const release = releases.get(application);
    if (release?.kind !== 'pinned') return undefined;
    releases.set(application, { ...release, pin });
  }
  return pins && releases;
}

function renderPatch(application: string, release: ApplicationRelease): object[] {
  switch (release.kind) {
    case 'tracking':
      return [];
    case 'held':
      return [
        {
          patch: toInlineYaml({
            $patch: 'delete',
            ...APPLICATION,
            metadata: { name: application, namespace: release.namespace },
          }),
        },
      ];
    case 'pinned':
      return [
        {
          patch: toInlineYaml([
            { op: 'replace', path: '/spec/source/targetRevision', value: release.revision },
            { op: 'add', path: '/spec/source/kustomize', value: { images: [release.image] } },
          ]),
          target: { kind: 'Application', name: application },
        },
      ];
  }
}

function parsePatch(entry: Record<string, unknown>): [string, ApplicationRelease] | undefined {
  const patch = typeof entry.patch === 'string' ? parseYaml(entry.patch) : undefined;
  if (isRecord(patch)) return hasOnly(entry, ['patch']) ? parseHeld(patch) : undefined;
  if (!Array.isArray(patch) || !hasOnly(entry, ['patch', 'target'])) return undefined;
  return parsePinned(patch as unknown[], entry.target);
}

/** Reads a patch that removes an Application. */
function parseHeld(patch: Record<string, unknown>): [string, ApplicationRelease] | undefined {
  const { $patch, apiVersion, kind, metadata, ...rest } = patch;
  const isDeletion = $patch === 'delete' && apiVersion === APPLICATION.apiVersion && kind === APPLICATION.kind;
  if (!isDeletion || Object.keys(rest).length > 0 || !isRecord(metadata)) return undefined;
  const { name, namespace } = metadata;
  if (typeof name !== 'string' || typeof namespace !== 'string') return undefined;
  return hasOnly(metadata, ['name', 'namespace']) ? [name, { kind: 'held', namespace }] : undefined;
}

/** Reads a patch that sets the revision and the image of one Application, as `renderPatch` writes it. */
function parsePinned(operations: readonly unknown[], target: unknown): [string, ApplicationRelease] | undefined {
  const [revision, kustomize] = operations.map((operation) => (isRecord(operation) ? operation.value : undefined));
  const images = isRecord(kustomize) && Array.isArray(kustomize.images) ? (kustomize.images as unknown[]) : [];
  const [image] = images;
  const name = isRecord(target) ? target.name : undefined;
  if (typeof name !== 'string' || !isRevision(revision) || !isImageOverride(image)) return undefined;
  const release: ApplicationRelease = { kind: 'pinned', revision, image };
  // A valid pin is exactly what would be written for it.
  const [written] = renderPatch(name, release) as { patch: string; target: object }[];
  const same = isDeepStrictEqual(
    { operations, target },
    { operations: parseYaml(written.patch), target: written.target },
  );
  return same ? [name, release] : undefined;
}

/** Whether a value is `name=name:tag@digest`, the form in which an Application overrides an image. */
function isImageOverride(value: unknown): value is string {
  const match = typeof value === 'string' ? /^([^=]+)=(.+)$/.exec(value) : null;
  return match !== null && isImageName(match[1]) && parseImage(match[2])?.name !== undefined;
}
