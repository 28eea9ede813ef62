import { parseYaml } from './image-file';
import { compare } from '../config/resolve';
import { isRecord } from '../config/rules';
import { toYaml } from '../tree/yaml';

/** Path of the release file that decides what Argo CD deploys of an app. */
export function applicationFilePath(app: string): string {
  return `apps/${app}/argo/release/kustomization.yaml`;
}

/**
 * What Argo CD deploys in one environment. `held`: nothing yet, its Application does not appear. `tracking`: what the
 * branch says. `pinned`: exactly this revision, with exactly this image.
 */
export type ApplicationRelease =
  | { readonly kind: 'held'; readonly namespace: string }
  | { readonly kind: 'tracking' }
  | { readonly kind: 'pinned'; readonly revision: string; readonly image: string };

/** State by the name of the Application. One that is not in it is tracking. */
export type ApplicationReleases = ReadonlyMap<string, ApplicationRelease>;

const REVISION = /^[0-9a-f]{40}$/;

export function isRevision(value: unknown): value is string {
  return typeof value === 'string' && REVISION.test(value);
}

/** Writes the application file: a Component that takes out what is held and pins what is pinned. */
export function renderApplicationFile(releases: ApplicationReleases): string {
  const patches = [...releases.entries()]
    .sort(([a], [b]) => compare(a, b))
    .flatMap(([application, release]) => renderPatch(application, release));
  return (
    '# Release file: moved by python-gitops release. It decides which revision Argo CD deploys, and holds back\n' +
    '# the Application of an environment that was never released.\n' +
    toYaml({
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      // kustomize calls a Component without any field empty, and fails.
      ...(patches.length > 0 ? { patches } : { resources: [] }),
    })
  );
}

/** Reads an application file; undefined when it is not what the design allows in it. */
export function parseApplicationFile(text: string): Map<string, ApplicationRelease> | undefined {
  const file = parseYaml(text);
  if (!isRecord(file) || file.kind !== 'Component') return undefined;
  if (Object.keys(file).some((key) => !['apiVersion', 'kind', 'patches', 'resources'].includes(key))) return undefined;
  if (file.resources !== undefined && !(Array.isArray(file.resources) && file.resources.length === 0)) return undefined;
  const patches: unknown = file.patches ?? [];
  if (!Array.isArray(patches)) return undefined;
  const releases = new Map<string, ApplicationRelease>();
  for (const entry of patches as unknown[]) {
    const read = isRecord(entry) ? parsePatch(entry) : undefined;
    if (!read || releases.has(read[0])) return undefined;
    releases.set(read[0], read[1]);
  }
  return releases;
}

function renderPatch(application: string, release: ApplicationRelease): object[] {
  switch (release.kind) {
    case 'tracking':
      return [];
    case 'held':
      return [
        {
          patch: toYaml({
            $patch: 'delete',
            apiVersion: 'argoproj.io/v1alpha1',
            kind: 'Application',
            metadata: { name: application, namespace: release.namespace },
          }).trimEnd(),
        },
      ];
    case 'pinned':
      return [
        {
          patch: toYaml([
            { op: 'replace', path: '/spec/source/targetRevision', value: release.revision },
            { op: 'add', path: '/spec/source/kustomize', value: { images: [release.image] } },
          ]).trimEnd(),
          target: { kind: 'Application', name: application },
        },
      ];
  }
}

function parsePatch(entry: Record<string, unknown>): [string, ApplicationRelease] | undefined {
  if (typeof entry.patch !== 'string') return undefined;
  const patch = parseYaml(entry.patch);
  if (isRecord(patch) && patch.$patch === 'delete' && isRecord(patch.metadata)) {
    const { name, namespace } = patch.metadata;
    if (typeof name !== 'string' || typeof namespace !== 'string') return undefined;
    return [name, { kind: 'held', namespace }];
  }
  if (!Array.isArray(patch) || patch.length !== 2 || !isRecord(entry.target)) return undefined;
  const [revision, kustomize] = patch as unknown[];
  if (!isRecord(revision) || revision.path !== '/spec/source/targetRevision' || !isRevision(revision.value)) {
    return undefined;
  }
  if (!isRecord(kustomize) || kustomize.path !== '/spec/source/kustomize' || !isRecord(kustomize.value)) {
    return undefined;
  }
  const { images } = kustomize.value;
  if (!Array.isArray(images) || images.length !== 1 || typeof images[0] !== 'string') return undefined;
  const { name } = entry.target;
  if (typeof name !== 'string') return undefined;
  return [name, { kind: 'pinned', revision: revision.value, image: images[0] }];
}
