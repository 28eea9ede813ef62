import type { TreeCheck } from '../context';
import type { Problem } from '../problem';
import type { Script } from '../scripts';
import { lineInCommand } from '../shell';
import type { SourceTree } from '../source-tree';

/**
 * S4: `validate-gitops.sh` took the folder `apps` itself for an app, so it always failed and was ignored. This rule runs
 * nothing: it looks for a list of folders that starts with their parent, and for a script that always ends in failure.
 */
export const checkAlwaysFails: TreeCheck = ({ scripts, tree }) =>
  scripts.flatMap((script) => [...listsItself(script, tree), ...endsWithFailure(script)]);

function listsItself(script: Script, tree: SourceTree): Problem[] {
  // Only a script that can fail counts; one that prints may list anything.
  if (!/\bexit\s+[1-9$]|\breturn\s+1|\berrors?\b|\bfail|\bmissing\b|set -[a-z]*e|^\tfalse/im.test(script.text)) {
    return [];
  }
  const variables = new Map<string, string>();
  return script.commands.flatMap((command): Problem[] => {
    const assigned = /^\s*(?:readonly |export |local |declare )?(\w+)\s*[:?]?=\s*["']?([\w./-]+)["']?\s*$/.exec(
      command.text,
    );
    if (assigned) variables.set(assigned[1], assigned[2]);
    if (!LISTS.test(command.text)) return [];
    return [...command.text.matchAll(FIND), ...command.text.matchAll(LIST)].flatMap((match): Problem[] => {
      const written = match[1].replace(/["']/g, '');
      const folder = (/^\$[{(]?(\w+)[)}]?\/?$/.exec(written)?.[1] ?? '').trim();
      const path = (folder === '' ? written : (variables.get(folder) ?? '')).replace(/^\.\/|\/+$/g, '');
      if (!tree.hasFolder(path) || path === '.') return [];
      return [
        {
          rule: 'S4-check-always-fails',
          path: script.path,
          line: lineInCommand(command, match.index),
          message: `treats the folder ${path} itself as one of its subfolders, so the check always fails`,
          fix: `list its subfolders: for folder in ${path}/*/, or find ${path} -mindepth 1`,
        },
      ];
    });
  });
}

/** A quick test for `find` and `for`, which few lines have. */
const LISTS = /\bfind\s|\bfor\s/;

/** `find FOLDER -maxdepth 1 -type d`, without an option that skips FOLDER. */
const FIND =
  /\bfind\s+(["']?[\w./${}()-]+["']?)\s+(?=[^|;)]*-type\s+d)(?=[^|;)]*-maxdepth\s+1)(?![^|;)]*(?:-mindepth|!|-not|-path|-regex))(?![^;]*(?:tail\s+-n\s*\+2|grep\s+-v|sed\s+1d))/g;

/** `for app in FOLDER FOLDER/*`. */
const LIST = /\bfor\s+\w+\s+in\s+(["']?[\w./-]+["']?)\s+\1\/\*/g;

function endsWithFailure({ kind, path, commands, text }: Script): Problem[] {
  if (kind !== 'script') return [];
  const last = commands[commands.length - 1];
  const isFailure = last !== undefined && /^exit\s+[1-9]\d*\s*$/.test(last.text);
  // Any other exit may be the successful one.
  const waysOut = text.match(/\bexit\b|\bexec\b|\breturn\b|\bsource\b/g)?.length ?? 0;
  if (!isFailure || waysOut > 1) return [];
  return [
    {
      rule: 'S4-check-always-fails',
      path,
      line: last.line,
      message: 'always ends with a failure',
      fix: 'count the errors, and fail only if there are any',
    },
  ];
}
