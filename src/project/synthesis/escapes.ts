import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';
import { unpatchedObjectsOf } from './app-objects';
import type { ExtraManifest } from './extras';
import type { Broken } from './patch-neighbors';
import type { Finding } from '../../common/findings';
import { show } from '../../common/findings';
import { applyOperations } from '../../common/json-patch';
import type { App, Patch, Repository } from '../../config/model';
import { member, nearestName } from '../../config/rules';
import { patchDocument } from '../../files/tree/document-patch';
import { isHashManifest, manifestOf } from '../../files/tree/hash-manifest';
import type { TreeFile } from '../../files/tree/tree';
import { documentToYaml, parseWritten, writtenToYaml } from '../../files/tree/yaml';
import type { KubernetesObject } from '../../render/kubernetes/kubernetes-object';
import type { PatchOutcome } from '../../render/kubernetes/patches';
import { patchObject } from '../../render/kubernetes/patches';

/** Files after the escape hatches, and the findings about them. */
export interface Escaped {
  readonly files: readonly TreeFile[];
  readonly findings: readonly Finding[];
}

/** Checks the patches and the extra manifests of all apps. */
export function checkAppEscapes(repository: Repository, extras: readonly ExtraManifest[]): Finding[] {
  const patched = repository.apps.filter((app) => app.patches.length > 0);
  return [
    ...patched.flatMap((app) => checkPatches(repository, app, extras)),
    ...(extras.length === 0 ? [] : loadExtraChecks().checkExtras(repository, extras)),
  ];
}

/** Loaded on demand: most repositories have no extra manifests. */
function loadExtraChecks(): typeof import('./extra-checks') {
  return require('./extra-checks') as typeof import('./extra-checks');
}

function checkPatches(repository: Repository, app: App, extras: readonly ExtraManifest[]): Finding[] {
  const findings = new Map<string, Finding>();
  const [matched, changed] = [new Set<Patch>(), new Set<Patch>()];
  // Loaded on demand: most repositories have no patches.
  const { brokenByPatches, enforcedLevels, servicesWithoutPods } =
    require('./patch-neighbors') as typeof import('./patch-neighbors');
  const { Schemas } = require('../../checks/validation/schemas') as typeof import('../../checks/validation/schemas');
  const schemas = new Schemas();
  const levels = enforcedLevels(repository, app);
  const watch = ({ patch, before, after, error }: PatchOutcome): void => {
    matched.add(patch);
    const where = `${before.kind} ${before.metadata.name}`;
    if (error !== undefined) {
      // A patch that fails in one environment usually fails in all.
      if (!findings.has(error.path)) findings.set(error.path, failed(error.path, where, error.message));
      return;
    }
    if (isDeepStrictEqual(before, after)) return;
    changed.add(patch);
    const [problem] = schemas.check(after as never);
    if (problem === undefined || findings.has(patch.path)) return;
    const must = `keep ${where} valid`;
    const fix = 'change the patch';
    findings.set(patch.path, { code: 'invalid-manifest', path: patch.path, must, got: problem.message, fix });
  };
  for (const { environment, object } of unpatchedObjectsOf(repository, app)) {
    const breaks = (after: KubernetesObject): Broken | undefined =>
      brokenByPatches(app, environment === undefined ? undefined : levels.get(environment), object, after);
    let path: string | undefined;
    const patched = patchObject(app, environment, object, (outcome) => {
      watch(outcome);
      if (path === undefined && breaks(outcome.after) !== undefined) path = outcome.patch.path;
    });
    // A later patch may complete an earlier one, so the result of all of them counts.
    const broken = path === undefined ? undefined : breaks(patched);
    if (path === undefined || broken === undefined || findings.has(path)) continue;
    findings.set(path, { code: 'invalid-manifest', path, ...broken });
  }
  for (const patch of app.patches) {
    if (findings.has(patch.path) || [...findings.keys()].some((path) => path.startsWith(`${patch.path}.`))) continue;
    if (!matched.has(patch)) {
      findings.set(patch.path, matchesNothing(repository, app, patch));
    } else if (!changed.has(patch)) {
      const must = 'change something, but the objects already have these values';
      findings.set(patch.path, { code: 'patch-failed', path: patch.path, must, got: 'no change', fix: 'remove it' });
    }
  }
  // A Service is judged with all patches, which may be several for a label.
  const lonely = findings.size === 0 ? servicesWithoutPods(repository, app, extras, schemas) : [];
  return [...findings.values(), ...lonely];
}

function failed(path: string, where: string, message: string): Finding {
  const must = `apply to ${where}`;
  return {
    code: 'patch-failed',
    path,
    must,
    got: message,
    fix: 'change the patch; see the generated file for what it patches',
  };
}

function matchesNothing(repository: Repository, app: App, patch: Patch): Finding {
  const objects = unpatchedObjectsOf(repository, app).map(({ object }) => object);
  const known = [...new Set(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`))];
  const wanted = [patch.kind, ...(patch.name === undefined ? [] : [patch.name])].join(' ');
  const kinds = [...new Set(objects.map(({ kind }) => kind))];
  const guess = nearestName(wanted, patch.name === undefined ? kinds : known);
  return {
    code: 'patch-failed',
    path: patch.path,
    must: `match an object of ${app.name}: ${known.join(', ')}`,
    got: wanted,
    fix: guess ? `did you mean ${guess}?` : 'choose one of these objects; change your own manifests in their own files',
  };
}

/** Applies overrides to generated YAML files, and makes files that were taken over yours. */
export function escapeFiles(repository: Repository, files: readonly TreeFile[]): Escaped {
  const { overrides, takeOver } = repository;
  if (Object.keys(overrides).length === 0 && takeOver.length === 0) return { files, findings: [] };
  const findings: Finding[] = [];
  const report = (finding: Finding): void => void findings.push(finding);
  const generated = files.filter(isEscapable).map(({ path }) => path);
  const checkPath = (path: string, option: string): void => {
    if (!generated.includes(path)) report(unknownFile(path, option, generated));
  };
  takeOver.forEach((path, index) => checkPath(path, `takeOver[${index}]`));
  for (const path of Object.keys(overrides)) {
    const option = member('overrides', path);
    checkPath(path, option);
    if (!takeOver.includes(path)) continue;
    const must = 'not override a file in takeOver, which is yours and not generated';
    report({ code: 'conflicting-options', path: option, must, got: show(path), fix: 'remove one of them' });
  }
  // Next to another generated file of the same manifest, a file that was taken over is not created again.
  const neighbors = new Map<string, string>();
  for (const file of files.filter(isEscapable)) {
    if (!takeOver.includes(file.path)) neighbors.set(manifestOf(file.path), file.path);
  }
  const result = files.map((file) => {
    const index = takeOver.indexOf(file.path);
    if (index >= 0 && isEscapable(file)) {
      return takenOver(file, `takeOver[${index}]`, neighbors.get(manifestOf(file.path)));
    }
    return isEscapable(file) && Object.hasOwn(overrides, file.path) ? override(repository, file, report) : file;
  });
  return { files: result, findings };
}

/** Whether a file is fully generated, and not internal to the library. */
function isEscapable(file: TreeFile): boolean {
  return file.owner === 'generated' && !file.byField && !isHashManifest(file.path);
}

function takenOver(file: TreeFile, option: string, bornWith: string | undefined): TreeFile {
  return {
    ...file,
    owner: 'starter',
    option,
    instead: 'Taken over: edit it freely, and apply changes of the library yourself.',
    bornWith,
  };
}

function override(repository: Repository, file: TreeFile, report: (finding: Finding) => void): TreeFile {
  const option = member('overrides', file.path);
  if (!/\.ya?ml$/.test(file.path)) {
    const must = 'be a YAML file';
    report({ code: 'invalid-value', path: option, must, got: show(file.path), fix: 'use takeOver instead' });
    return file;
  }
  // Workflows are rendered from a template with comments; everything else from objects.
  const isWorkflow = file.path.startsWith('.github/');
  const document = isWorkflow ? parseDocument(file.content) : parseWritten(file.content);
  if (document.errors.length > 0) {
    const must = 'be a file with one YAML document';
    report({ code: 'invalid-value', path: option, must, got: 'several', fix: 'use takeOver instead' });
    return file;
  }
  const before: unknown = document.toJS();
  const operations = repository.overrides[file.path];
  const { value, errors } = applyOperations(before, operations);
  for (const { index, message } of errors) report(failed(`${option}[${index}]`, file.path, message));
  if (errors.length > 0) return file;
  if (isDeepStrictEqual(before, value)) {
    const must = 'change something, but the file already has these values';
    report({ code: 'patch-failed', path: option, must, got: 'no change', fix: 'remove it' });
  }
  patchDocument(document, operations);
  return { ...file, content: isWorkflow ? documentToYaml(document) : writtenToYaml(document), changedBy: [option] };
}

function unknownFile(path: string, option: string, generated: readonly string[]): Finding {
  const guess = nearestName(path, generated);
  return {
    code: 'unknown-file',
    path: option,
    must: 'name a generated file',
    got: show(path),
    fix: guess ? `did you mean ${guess}?` : 'run make owners to list the generated files',
  };
}
