import type { ExtraManifest } from './extras';
import { isKubeObject, isKustomization, isPlaintextSecret, nameOf, shownName } from '../../checks/validation/objects';
import type { YamlFile } from '../../checks/validation/yaml-file';
import { fixOfYaml } from '../../checks/validation/yaml-file';
import { streamProblem } from '../../checks/validation/yaml-stream';
import type { Finding } from '../../common/findings';
import { conflictLine, RESOLVE_CONFLICT } from '../../files/tree/conflict';

/** Whether kustomize can read an extra manifest, and builds everything in it. */
export function checkFile(extra: ExtraManifest): Finding[] {
  const { option, path, file, obstacle } = extra;
  if (file === undefined) {
    const [got, fix] = obstacle ?? ['which does not exist', 'create the file, or remove it here'];
    return [{ code: 'missing-file', path: option, must: 'name an existing file', got: `${path}, ${got}`, fix }];
  }
  const broken = unreadable(option, file);
  return broken.length > 0 ? broken : [...notObjects(option, file), ...nameless(extra)];
}

function unreadable(option: string, file: YamlFile): Finding[] {
  const invalid = (line: number, what: string, fix: string): Finding[] => [
    {
      code: 'invalid-manifest',
      path: option,
      must: 'name a YAML file that kustomize can read',
      got: `${file.path}:${line}: ${what}`,
      fix,
    },
  ];
  if (/[\0\uFFFD]/.test(file.text)) return invalid(1, 'text that is not UTF-8', 'save it as UTF-8');
  const conflict = conflictLine(file.text);
  if (conflict !== undefined) {
    const [what, fix] = RESOLVE_CONFLICT.split(': ');
    return invalid(conflict, what, fix);
  }
  // First, because other errors can follow from it.
  const problem = streamProblem(file.text);
  if (problem) return invalid(problem.line, problem.what, problem.fix);
  const [error] = file.errors;
  return error === undefined ? [] : invalid(error.line, error.message, fixOfYaml(error));
}

function notObjects(option: string, file: YamlFile): Finding[] {
  return file.values.flatMap((value, document): Finding[] => {
    // A document can be empty, and one that does not parse is reported.
    if (value === null || value === undefined || (isKubeObject(value) && !isKustomization(value))) return [];
    const [what, fix] = isKustomization(value)
      ? ['a kustomization', 'list the files of its resources instead']
      : ['a document without them', 'add apiVersion and kind, or remove the document'];
    return [
      {
        code: 'invalid-manifest',
        path: option,
        must: 'contain only Kubernetes objects, each with apiVersion and kind',
        got: `${what} in ${file.path}:${file.position(document, []).line}`,
        fix,
      },
    ];
  });
}

/** Kustomize builds no object without a name. */
function nameless({ option, path, objects }: ExtraManifest): Finding[] {
  return objects
    .filter(({ object }) => nameOf(object) === '' && !isPlaintextSecret(object) && !isKustomization(object))
    .map(({ object, line }) => ({
      code: 'invalid-manifest',
      path: option,
      must: 'contain only objects with metadata.name, which kustomize requires',
      got: `${object.kind} ${shownName(object)} in ${path}:${line()}`,
      fix: 'set metadata.name to a text; to run a Job at each sync, add the annotation argocd.argoproj.io/hook: Sync',
    }));
}
