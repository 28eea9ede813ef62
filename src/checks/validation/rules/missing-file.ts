import { posix } from 'node:path';
import type { Check, Context } from '../context';
import type { Problem } from '../problem';
import { lineOf } from '../shell';
import { isTemplate } from '../source-tree';

/**
 * S5: the server, the Dockerfile and the Makefile of the only app were not there, and the checklist said that they were.
 * An app with code of its own has a few files that its image and its people need; a box that is ticked names a file; and
 * a script that is called is one.
 */
export const missingFile: Check = (context) => [...appFiles(context), ...claims(context), ...calledScripts(context)];

/** What an app has that is built here: another one runs an image of somebody else. */
const BUILT_HERE = ['Dockerfile', 'src', 'test', 'tests', 'pyproject.toml', 'requirements.txt'];

function appFiles({ tree, isApp }: Context): Problem[] {
  const apps = new Set(tree.below('apps').flatMap((path) => /^apps\/[^/]+(?=\/)/.exec(path)?.[0] ?? []));
  return [...apps]
    .filter((app) => !isTemplate(`${app}/x`) && !posix.basename(app).startsWith('.'))
    .filter((app) => isApp(posix.basename(app)))
    .filter((app) => BUILT_HERE.some((name) => tree.has(`${app}/${name}`) || tree.hasFolder(`${app}/${name}`)))
    .flatMap((app) => {
      const problems: Problem[] = [];
      const add = (file: string, why: string, fix: string): void => {
        problems.push({
          rule: 'S5-missing-file',
          path: `${app}/${file}`,
          message: `the app ${posix.basename(app)} has no ${file}: ${why}`,
          fix,
        });
      };
      if (!tree.has(`${app}/Dockerfile`)) add('Dockerfile', 'no image can be built of it', 'add it');
      if (!tree.has(`${app}/Makefile`)) add('Makefile', 'nobody can run or test it the usual way', 'add it');
      if (!tree.below(`${app}/src`).some((path) => path.endsWith('.py'))) {
        add('src/server.py', 'there is nothing to start', 'add the module that serves the app');
      }
      if (!['yaml', 'yml'].some((end) => tree.has(`${app}/k8s/base/kustomization.${end}`))) {
        add(
          'k8s/base/kustomization.yaml',
          'there is nothing to deploy',
          'add the manifests that all environments share',
        );
      }
      return problems;
    });
}

/** `- [x] path`, or a line of a report that says the path is present. */
const CLAIM = /^\s*[-*]\s+\[[xX]\]\s+`([^`\s]+)`|^(\S+\/\S*|\S+\.\w+)\s+✓\s+Present\b/;

function claims({ tree }: Context): Problem[] {
  return tree.paths
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => {
      const text = tree.text(path) ?? '';
      if (!/\[[xX]\]|✓/.test(text)) return [];
      let folder = '';
      return text.split('\n').flatMap((line, index): Problem[] => {
        // A heading may say in which folder what follows is: `### The app (apps/shop/)`.
        const heading = /^#+\s.*\(([\w./-]+)\)\s*$/.exec(line);
        if (/^#+\s/.test(line)) folder = heading?.[1] ?? '';
        const match = CLAIM.exec(line);
        const claimed = (match?.[1] ?? match?.[2] ?? '').replace(/\/+$/, '');
        if (claimed === '' || !/^[\w./-]+$/.test(claimed)) return [];
        const places = ['.', posix.dirname(path), folder === '' ? '.' : folder].map((base) =>
          posix.join(base, claimed),
        );
        if (places.some((place) => tree.has(place) || tree.hasFolder(place))) return [];
        return [
          {
            rule: 'S5-missing-file',
            path,
            line: index + 1,
            message: `it says that ${claimed} is there, and it is not`,
            fix: 'add it, or take the tick away',
          },
        ];
      });
    });
}

function calledScripts({ scripts, tree }: Context): Problem[] {
  return scripts.flatMap(({ path, commands, kind }) => {
    if (isTemplate(path)) return [];
    const here = kind === 'step' ? '.' : posix.dirname(path);
    return commands.flatMap((command) =>
      [...command.text.matchAll(/(?<![\w./$}-])(?:\.\/)?((?:[\w-]+\/)*scripts\/[\w-]+\.sh)\b/g)].flatMap(
        (match): Problem[] => {
          const places = [match[1], posix.join(here, match[1]), posix.join(here, '..', match[1])];
          // Somewhere it is: a step may have gone there first.
          const isThere =
            places.some((place) => tree.has(place)) || tree.paths.some((file) => file.endsWith(`/${match[1]}`));
          if (isThere) return [];
          return [
            {
              rule: 'S5-missing-file',
              path,
              line: lineOf(command, match.index),
              message: `it runs ${match[1]}, which is not there`,
              fix: 'add it, or do not run it',
            },
          ];
        },
      ),
    );
  });
}
