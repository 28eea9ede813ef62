import type { Check } from '../context';
import type { Problem } from '../problem';
import type { Script } from '../scripts';
import { lineOf } from '../shell';
import type { SourceTree } from '../source-tree';

/**
 * S4: `validate-gitops.sh` took the folder `apps` itself for an app, so that it failed whatever the repository held, and
 * nobody could trust it. Nothing is run here: a script is read for a list of folders that begins with the folder that
 * holds them, and for an end that is always a failure.
 */
export const checkAlwaysFails: Check = ({ scripts, tree }) =>
  scripts.flatMap((script) => [...listsItself(script, tree), ...endsWithFailure(script)]);

function listsItself(script: Script, tree: SourceTree): Problem[] {
  // Something must come of it: a script that only prints may list what it likes.
  if (!/\bexit\s+[1-9$]|\breturn\s+1|\berrors?\b|\bfail|\bmissing\b|set -[a-z]*e|^\tfalse/im.test(script.text)) {
    return [];
  }
  const variables = new Map<string, string>();
  return script.commands.flatMap((command): Problem[] => {
    const assigned = /^\s*(?:readonly |export |local |declare )?(\w+)\s*[:?]?=\s*["']?([\w./-]+)["']?\s*$/.exec(
      command.text,
    );
    if (assigned) variables.set(assigned[1], assigned[2]);
    return [...command.text.matchAll(FIND), ...command.text.matchAll(LIST)].flatMap((match): Problem[] => {
      const written = match[1].replace(/["']/g, '');
      const folder = (/^\$[{(]?(\w+)[)}]?\/?$/.exec(written)?.[1] ?? '').trim();
      const path = (folder === '' ? written : (variables.get(folder) ?? '')).replace(/^\.\/|\/+$/g, '');
      if (!tree.hasFolder(path) || path === '.') return [];
      return [
        {
          rule: 'S4-check-always-fails',
          path: script.path,
          line: lineOf(command, match.index),
          message: `it takes the folder ${path} itself for one of the folders in it, so the check fails on every tree`,
          fix: `list what is in it: for folder in ${path}/*/, or find ${path} -mindepth 1`,
        },
      ];
    });
  });
}

/** `find FOLDER -maxdepth 1 -type d`, with nothing that leaves FOLDER out. */
const FIND =
  /\bfind\s+(["']?[\w./${}()-]+["']?)\s+(?=[^|;)]*-type\s+d)(?=[^|;)]*-maxdepth\s+1)(?![^|;)]*(?:-mindepth|!|-not|-path|-regex))(?![^;]*(?:tail\s+-n\s*\+2|grep\s+-v|sed\s+1d))/g;

/** `for app in FOLDER FOLDER/*`. */
const LIST = /\bfor\s+\w+\s+in\s+(["']?[\w./-]+["']?)\s+\1\/\*/g;

function endsWithFailure({ kind, path, commands, text }: Script): Problem[] {
  if (kind !== 'script') return [];
  const last = commands[commands.length - 1];
  const isFailure = last !== undefined && /^exit\s+[1-9]\d*\s*$/.test(last.text);
  // Any other way out may be the one of success.
  const waysOut = text.match(/\bexit\b|\bexec\b|\breturn\b|\bsource\b/g)?.length ?? 0;
  if (!isFailure || waysOut > 1) return [];
  return [
    {
      rule: 'S4-check-always-fails',
      path,
      line: last.line,
      message: 'it ends with a failure whatever it found',
      fix: 'count what is wrong, and fail when there is anything',
    },
  ];
}
