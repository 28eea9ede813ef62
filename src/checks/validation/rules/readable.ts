import type { TreeCheck, Context } from '../context';
import type { Problem } from '../problem';
import { isTemplate, isYaml } from '../source-tree';
import { fixOfYaml } from '../yaml-file';
import { streamProblem } from '../yaml-stream';

/** Folders in which a file may be broken on purpose, or is data of an app. */
const DATA = /(?:^|\/)(?:src|tests?|fixtures|testdata|charts?)\//;

/** Finds YAML that does not parse, duplicate keys (which parsers treat differently), and conflict markers. */
export const readable: TreeCheck = (context) => {
  const conflicts = mergeConflicts(context);
  const broken = new Set(conflicts.map(({ path }) => path));
  const errors = [...yamlErrors(context), ...splitDifferently(context)];
  return [...conflicts, ...errors.filter(({ path }) => !broken.has(path))];
};

/** Manifests that kustomize splits into other documents than YAML parsers do. */
function splitDifferently({ tree, manifests }: Context): Problem[] {
  return manifests.flatMap((path): Problem[] => {
    const problem = streamProblem(tree.text(path) ?? '');
    return problem ? [{ rule: 'yaml', path, line: problem.line, message: problem.what, fix: problem.fix }] : [];
  });
}

function yamlErrors({ tree }: Context): Problem[] {
  return tree.paths
    .filter((path) => isYaml(path) && !DATA.test(path) && !isTemplate(path))
    .flatMap((path) => {
      // Only the first error of a file: later ones are often its consequences.
      const [error] = tree.yaml(path).errors;
      if (!error) return [];
      const isDuplicate = error.code === 'DUPLICATE_KEY';
      return [
        {
          rule: 'yaml',
          path,
          line: error.line,
          column: error.column,
          message: isDuplicate ? 'duplicate key in a map' : `invalid YAML: ${error.message}`,
          fix: fixOfYaml(error),
        },
      ];
    });
}

function mergeConflicts({ tree }: Context): Problem[] {
  return tree.paths.flatMap((path): Problem[] => {
    const text = tree.text(path);
    if (!text?.includes('<<<<<<< ') || !/^>>>>>>> /m.test(text)) return [];
    const line = text.split('\n').findIndex((one) => one.startsWith('<<<<<<< ')) + 1;
    if (line === 0) return [];
    return [
      {
        rule: 'merge-conflict',
        path,
        line,
        message: 'unresolved merge conflict',
        fix: 'resolve it; for a generated file take either side, then run npx projen',
      },
    ];
  });
}
