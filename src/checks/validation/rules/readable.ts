import type { TreeCheck, Context } from '../context';
import type { Problem } from '../problem';
import { isTemplate, isYaml } from '../source-tree';

/** Folders in which a file may be broken on purpose, or is data of an app. */
const DATA = /(?:^|\/)(?:src|tests?|fixtures|testdata|charts?)\//;

/** Finds YAML that does not parse, duplicate keys (which parsers treat differently), and conflict markers. */
export const readable: TreeCheck = (context) => {
  const conflicts = mergeConflicts(context);
  const broken = new Set(conflicts.map(({ path }) => path));
  return [...conflicts, ...yamlErrors(context).filter(({ path }) => !broken.has(path))];
};

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
          fix: isDuplicate ? 'keep one of them' : 'fix the syntax here or just above',
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
