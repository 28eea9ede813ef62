import { choice } from './choices';
import { MAX_PATH, MAX_PATH_PART } from './paths';
import { plain } from './plain-text';
import { isSafeText, UNSAFE_TEXT } from './texts';
import type { Rule } from '../rule';
import { all, text } from '../rules';

export const operation: Rule = choice('add', 'remove', 'replace', 'move', 'copy', 'test');

/** Maximum lengths of a JSON Pointer and of a step's name. */
const MAX_POINTER = 1024;
const MAX_STEP = 100;

/** @see https://www.rfc-editor.org/rfc/rfc6901 */
export const jsonPointer: Rule = text({
  must: `be a JSON Pointer, such as '/spec/replicas', with ~1 for a slash and ~0 for a tilde in a key, at most ${MAX_POINTER} characters`,
  test: (value) =>
    value.length <= MAX_POINTER &&
    /^(?:\/(?:[^~/\p{Cc}\p{Cs}]|~[01])*)+$/u.test(value) &&
    !/\/(?:__proto__|constructor|prototype)(?:\/|$)/.test(value),
});

/** A Kubernetes kind, as in Go. */
export const kind: Rule = text({
  must: "be a Kubernetes kind, such as 'Deployment'",
  test: (value) => /^[A-Z][A-Za-z0-9]{0,62}$/.test(value),
});

/** A kind in the list of an AppProject. */
export const anyKind: Rule = text({
  must: "be a Kubernetes kind, such as 'ClusterRole', or '*'",
  test: (value) => value === '*' || /^[A-Z][A-Za-z0-9]{0,62}$/.test(value),
});

/** The API group of a kind; the core group has no name. */
export const apiGroup: Rule = text({
  must: "be an API group, such as 'rbac.authorization.k8s.io', '' for the core group, or '*'",
  test: (value) =>
    value === '*' || value === '' || (GROUP.test(value) && !isCoreMisnamed(value) && value.length <= 253),
  fix: (value) => {
    if (isCoreMisnamed(value)) return "use '': the core group has no name";
    return value.includes('/') ? `use '${value.split('/')[0]}': leave out the version` : undefined;
  },
});

/** `v1` is a version, and `core` is only what people call the group. */
function isCoreMisnamed(group: string): boolean {
  return group === 'core' || /^(?:core\/)?v\d+(?:(?:alpha|beta)\d+)?$/.test(group);
}

const GROUP = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** A YAML file in one folder; `kustomization.yaml` is generated there. */
export const manifestFile: Rule = text({
  must: `be the name of a YAML file, such as 'redis.yaml', at most ${MAX_PATH_PART} characters, and not kustomization.yaml`,
  test: (value) =>
    /^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/.test(value) &&
    value.length <= MAX_PATH_PART &&
    !/^kustomization\.ya?ml$/i.test(value),
});

/** A path in the repository; the tree is checked later for the file. */
export const filePath: Rule = text({
  must: `be the path of a file in the repository, with forward slashes, at most ${MAX_PATH} characters`,
  test: (value) =>
    value.length <= MAX_PATH &&
    /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(value) &&
    value.split('/').every((part) => part !== '.' && part !== '..' && part.toLowerCase() !== '.git'),
});

/** GitHub replaces it with text before any program reads it. */
const EXPRESSION = /\$\{\{/;

export const stepName: Rule = text({
  must: `be the name of a step: one line of at most ${MAX_STEP} characters, without \${{`,
  test: (value) =>
    value.length <= MAX_STEP &&
    /\S/.test(value) &&
    !/[\t\n]/.test(value) &&
    isSafeText(value) &&
    !EXPRESSION.test(value),
});

/** Maximum length of a step's script; GitHub allows 21,000 characters with expressions. */
const MAX_SCRIPT = 20_000;

export const script: Rule = all(
  text({
    must: `be a script of at most ${MAX_SCRIPT} characters, without ${UNSAFE_TEXT}`,
    test: (value) => value.length <= MAX_SCRIPT && /\S/.test(value) && isSafeText(value),
  }),
  text({
    must: 'not contain ${{: the value becomes part of the script, even if an attacker controls it',
    test: (value) => !EXPRESSION.test(value),
    fix: () => 'set env: { NAME: \'${{ … }}\' } and use "$NAME" in the script',
  }),
  plain(
    'workflows',
    "add a secret to the repository on GitHub, and set env: { NAME: '${{ secrets.NAME }}' } of the step; " +
      'if you pushed the value, revoke it',
  ),
);

export const action: Rule = text({
  must: "be an action pinned to a commit, 'owner/name@' and 40 hexadecimal digits, or a local action of this repository, './path'",
  test: (value) =>
    value.length <= 300 &&
    (/^[A-Za-z0-9_-][A-Za-z0-9_.-]*\/[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*@[0-9a-f]{40}$/.test(value) ||
      /^\.(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9_.-]+)+$/.test(value)),
  fix: () => 'use the commit instead of the tag: a tag can move to other code',
});

export const inputName: Rule = text({
  must: 'be the name of an action input: letters, digits, _ and -, at most 100 characters',
  test: (value) => /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/.test(value) && value !== '__proto__',
});

/** A variable of a step. Variables of the runner are ignored, and some stop it. */
export const stepVariable: Rule = text({
  must: 'be the name of an environment variable that the runner does not set itself, such as GITHUB_TOKEN or PATH, at most 100 characters',
  test: (value) =>
    /^(?!__)[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value) &&
    !/^(?:(?:ACTIONS|GITHUB|INPUT|RUNNER)_|(?:APP|BASH_ENV|CI|ENV|HOME|LD_PRELOAD|NODE_OPTIONS|PATH)$)/i.test(value),
});

/** Text that may contain expressions. */
export const expressionValue: Rule = text({
  must: `be text of at most ${MAX_SCRIPT} characters, without ${UNSAFE_TEXT}`,
  test: (value) => value.length <= MAX_SCRIPT && isSafeText(value),
});
