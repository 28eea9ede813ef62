import { choice, choiceWith } from './choices';
import { isAbsoluteFolder } from './paths';
import { plain, SEAL } from './plain-text';
import { isSafeText, UNSAFE_TEXT } from './texts';
import { show } from '../../common/findings';
import type { Rule } from '../rule';
import { all, list, rule, text } from '../rules';

export const workloadType: Rule = choice('service', 'worker', 'cron-job', 'job');

export const strategy: Rule = choice('RollingUpdate', 'Recreate');

export const concurrencyPolicy: Rule = choice('Forbid', 'Allow', 'Replace');

export const volumeType: Rule = choiceWith(['emptyDir', 'persistentVolumeClaim', 'configMap', 'secret'], {
  ephemeral: "use 'emptyDir'",
  memory: "use 'emptyDir', and set medium: 'Memory'",
  tmpfs: "use 'emptyDir', and set medium: 'Memory'",
  persistent: "use 'persistentVolumeClaim'",
  pvc: "use 'persistentVolumeClaim'",
});

export const volumeMedium: Rule = choice('Memory');

export const accessMode: Rule = choiceWith(['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'], {
  RWO: "use 'ReadWriteOnce'",
  RWOP: "use 'ReadWriteOncePod'",
  RWX: "use 'ReadWriteMany'",
});

/** Maximum length of a command argument. */
const MAX_ARGUMENT = 4096;

const argument: Rule = all(
  text({
    must: `be a command argument of at most ${MAX_ARGUMENT} characters without ${UNSAFE_TEXT}`,
    test: (value) => value.length <= MAX_ARGUMENT && isSafeText(value),
  }),
  plain('commands', SEAL),
);

/** A command: a program and its arguments. */
export const command: Rule = all(
  list(argument, { ifEmpty: "name a program, such as ['python', '-m', 'mailer']", mayRepeat: true }),
  rule((value, path, report) => {
    const [program] = value as string[];
    if (program.trim() !== '') return;
    const fix = "name a program, such as 'python'";
    report({ code: 'invalid-value', path: `${path}[0]`, must: 'be the name of a program', got: show(program), fix });
  }, {}),
);

/** Name of a port in a Service (RFC 6335); `http` is the workload's own port. */
export const portName: Rule = text({
  must: 'be a port name other than http: at most 15 lower-case letters, digits and single dashes, with at least one letter',
  test: (value) => /^(?=.*[a-z])[a-z0-9](?:-?[a-z0-9])*$/.test(value) && value.length <= 15 && value !== 'http',
});

/** Folders that the container contains, or must find unchanged. */
const IMAGE_FOLDERS = [
  /^\/(?:app|etc|opt|root|run|var)$/,
  /^\/(?:app\/gitops_runtime|opt\/venv|bin|boot|dev|lib|lib64|proc|sbin|sys|usr)(?:\/|$)/,
  /^\/tmp\//,
  /^\/etc\/(?:alternatives|ca-certificates|group|gshadow|host(?:s|name)|ld\.so|nsswitch|passwd|resolv|shadow|ssl)/,
];

export const mountPath: Rule = text({
  must: "be the absolute path of a folder that the image does not use, such as '/var/cache/app'",
  test: (value) => isAbsoluteFolder(value) && !IMAGE_FOLDERS.some((folders) => folders.test(value)),
});

/**
 * A Python callable in a module below `src/`, in ASCII names.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html#identifiers
 */
const CALLABLE = /^(?<module>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*):(?<name>[A-Za-z_][A-Za-z0-9_]*)$/;

/** The module and the name of a callable. */
export function parseCallable(value: string): { readonly module: string; readonly name: string } | undefined {
  const groups = CALLABLE.exec(value)?.groups;
  if (groups === undefined || value.length > 200) return undefined;
  const words = [...groups.module.split('.'), groups.name];
  if (words.some((word) => KEYWORDS.has(word)) || words[0] === 'gitops_runtime') return undefined;
  return { module: groups.module, name: groups.name };
}

/** Python keywords, which can't be names. */
const KEYWORDS = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' '),
);

export const callable: Rule = text({
  must: "be a callable as module:name, such as 'server:app'",
  test: (value) => parseCallable(value) !== undefined,
});
