import { isSafeText, UNSAFE_TEXT } from './texts';
import type { Rule } from '../rules';
import { all, text } from '../rules';

/** Longest name and value of a variable; a ConfigMap holds a mebibyte in all. */
const MAX_NAME = 200;
const MAX_VALUE = 32 * 1024;

/** What the image, the manifests and the runtime module set themselves. */
const TAKEN = ['APP_ENV', 'APP_NAME', 'APP_VERSION', 'HOST', 'LOG_LEVEL', 'PATH', 'PORT', 'REQUEST_LOGS'];

/** Where a wish to change one of them belongs. */
const OPTIONS: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'set logLevel instead',
  PORT: 'set port instead',
  REQUEST_LOGS: 'set requestLogs instead',
};

/** Name of an environment variable (POSIX, 8.1). */
export const variableName: Rule = all(
  text({
    must: `be the name of an environment variable: letters, digits and underscores, no digit and no two underscores first, at most ${MAX_NAME} characters`,
    test: (value) => /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/.test(value) && value.length <= MAX_NAME,
  }),
  text({
    must: `be a name that the library does not set itself, which are ${TAKEN.join(', ')}`,
    test: (value) => !TAKEN.includes(value),
    fix: (value) => OPTIONS[value] ?? 'remove it, or choose another name',
  }),
);

/** Value of an environment variable: whatever reaches a process unharmed. */
export const variableValue: Rule = text({
  must: `be text of at most ${MAX_VALUE} characters, without ${UNSAFE_TEXT}`,
  test: (value) => value.length <= MAX_VALUE && isSafeText(value),
  fix: () => 'write numbers and booleans in quotes, and keep files in the image',
});
