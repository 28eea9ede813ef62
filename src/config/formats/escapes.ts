import { choice } from './choices';
import { MAX_PATH, MAX_PATH_PART } from './paths';
import { isSafeText, UNSAFE_TEXT } from './texts';
import type { Rule } from '../rules';
import { all, text } from '../rules';

export const operation: Rule = choice('add', 'remove', 'replace', 'move', 'copy', 'test');

/** Longest pointer into an object, and longest name of a step. */
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

/** A kind of Kubernetes, as in Go. */
export const kind: Rule = text({
  must: "be a kind of Kubernetes, such as 'Deployment'",
  test: (value) => /^[A-Z][A-Za-z0-9]{0,62}$/.test(value),
});

/** A YAML file in one folder; `kustomization.yaml` is generated there. */
export const manifestFile: Rule = text({
  must: `be the name of a YAML file, such as 'redis.yaml', at most ${MAX_PATH_PART} characters, and not kustomization.yaml`,
  test: (value) =>
    /^[A-Za-z0-9][A-Za-z0-9._-]*\.ya?ml$/.test(value) &&
    value.length <= MAX_PATH_PART &&
    !/^kustomization\.ya?ml$/i.test(value),
});

/** A path in the repository; whether there is such a file is a question to the tree. */
export const filePath: Rule = text({
  must: `be the path of a file of the repository, with forward slashes, at most ${MAX_PATH} characters`,
  test: (value) =>
    value.length <= MAX_PATH &&
    /^[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/.test(value) &&
    value.split('/').every((part) => part !== '.' && part !== '..' && part.toLowerCase() !== '.git'),
});

/** What GitHub replaces by text before anything else reads it. */
const EXPRESSION = /\$\{\{/;

export const stepName: Rule = text({
  must: `be the name of a step: at most ${MAX_STEP} characters of one line, without \${{`,
  test: (value) =>
    value.length <= MAX_STEP &&
    /\S/.test(value) &&
    !/[\t\n]/.test(value) &&
    isSafeText(value) &&
    !EXPRESSION.test(value),
});

/** Longest script of a step; GitHub allows 21,000 characters where there are expressions. */
const MAX_SCRIPT = 20_000;

export const script: Rule = all(
  text({
    must: `be a script of at most ${MAX_SCRIPT} characters, without ${UNSAFE_TEXT}`,
    test: (value) => value.length <= MAX_SCRIPT && /\S/.test(value) && isSafeText(value),
  }),
  text({
    must: 'hold no ${{: what stands there becomes part of the script, whoever wrote it',
    test: (value) => !EXPRESSION.test(value),
    fix: () => 'set env: { NAME: \'${{ … }}\' } and use "$NAME" in the script',
  }),
);

export const action: Rule = text({
  must: "be an action pinned by its commit, as in 'owner/name@' with 40 digits from 0 to f, or one of this repository, as in './path'",
  test: (value) =>
    value.length <= 300 &&
    (/^[A-Za-z0-9_-][A-Za-z0-9_.-]*\/[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*@[0-9a-f]{40}$/.test(value) ||
      /^\.(?:\/(?!\.\.?(?:\/|$))[A-Za-z0-9_.-]+)+$/.test(value)),
  fix: () => 'write the commit in the place of the tag: a tag can be moved to other code',
});

export const inputName: Rule = text({
  must: 'be the name of an input: letters, digits, _ and -, at most 100 characters',
  test: (value) => /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/.test(value) && value !== '__proto__',
});

/** A variable of a step; those of the runner would not arrive, and some end it. */
export const stepVariable: Rule = text({
  must: 'be the name of an environment variable that is not the runner’s own, such as GITHUB_TOKEN or PATH, at most 100 characters',
  test: (value) =>
    /^(?!__)[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(value) &&
    !/^(?:(?:ACTIONS|GITHUB|INPUT|RUNNER)_|(?:APP|BASH_ENV|CI|ENV|HOME|LD_PRELOAD|NODE_OPTIONS|PATH)$)/i.test(value),
});

/** Text in which expressions may stand. */
export const expressionValue: Rule = text({
  must: `be text of at most ${MAX_SCRIPT} characters, without ${UNSAFE_TEXT}`,
  test: (value) => value.length <= MAX_SCRIPT && isSafeText(value),
});
