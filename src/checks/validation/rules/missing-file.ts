import { posix } from 'node:path';
import type { TreeCheck, Context } from '../context';
import type { Problem } from '../problem';
import { lineInCommand } from '../shell';
import { isTemplate } from '../source-tree';

/**
 * S5: the server, Dockerfile, and Makefile of the only app were missing, although the checklist had them ticked. This rule
 * checks the files that every app with its own code needs, files that ticked boxes name, and scripts that are called.
 */
export const missingFile: TreeCheck = (context) => [
  ...appFiles(context),
  ...claims(context),
  ...calledScripts(context),
];

/** Files of an app that is built here; an app without them runs a prebuilt image. */
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
          message: `the app ${posix.basename(app)} has no ${file}, ${why}`,
          fix,
        });
      };
      if (!tree.has(`${app}/Dockerfile`)) add('Dockerfile', 'so its image cannot be built', 'add it');
      if (!tree.has(`${app}/Makefile`)) add('Makefile', 'so make cannot run or test it', 'add it');
      if (!tree.below(`${app}/src`).some((path) => path.endsWith('.py'))) {
        add('src/server.py', 'so there is nothing to start', 'add the module that serves the app');
      }
      if (!['yaml', 'yml'].some((end) => tree.has(`${app}/k8s/base/kustomization.${end}`))) {
        add(
          'k8s/base/kustomization.yaml',
          'so there is nothing to deploy',
          'add the manifests that all environments share',
        );
      }
      return problems;
    });
}

/** `- [x] path`, or a report line that marks the path as present. */
const CLAIM = /^\s*[-*]\s+\[[xX]\]\s+`([^`\s]+)`|^(\S+\/\S*|\S+\.\w+)\s+\u2713\s+Present\b/;

function claims({ tree }: Context): Problem[] {
  return tree.paths
    .filter((path) => path.endsWith('.md'))
    .flatMap((path) => {
      const text = tree.text(path) ?? '';
      if (!/\[[xX]\]|\u2713/.test(text)) return [];
      let folder = '';
      return text.split('\n').flatMap((line, index): Problem[] => {
        // A heading may name the folder of the paths below it: `### The app (apps/shop/)`.
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
            message: `lists ${claimed} as present, but it is missing`,
            fix: 'add the file, or clear the checkbox',
          },
        ];
      });
    });
}

function calledScripts({ scripts, tree }: Context): Problem[] {
  return scripts.flatMap(({ path, commands, kind }) => {
    if (isTemplate(path)) return [];
    const here = kind === 'step' ? '.' : posix.dirname(path);
    return commands
      .filter(({ text }) => text.includes('scripts/'))
      .flatMap((command) =>
        [...command.text.matchAll(/(?<![\w./$}-])(?:\.\/)?((?:[\w-]+\/)*scripts\/[\w-]+\.sh)\b/g)].flatMap(
          (match): Problem[] => {
            const places = [match[1], posix.join(here, match[1]), posix.join(here, '..', match[1])];
            // Accept any folder: a step may change its directory first.
            const isThere =
              places.some((place) => tree.has(place)) || tree.paths.some((file) => file.endsWith(`/${match[1]}`));
            if (isThere) return [];
            return [
              {
                rule: 'S5-missing-file',
                path,
                line: lineInCommand(command, match.index),
                message: `runs ${match[1]}, which does not exist`,
                fix: 'add the script, or remove the call',
              },
            ];
          },
        ),
      );
  });
}
