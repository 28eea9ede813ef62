import { ADD_SECRET, plainText } from './plain-text';
import { isSafeText, UNSAFE_TEXT } from './texts';
import { isCredential } from '../../common/credentials';
import { NOT_SHOWN } from '../../common/findings';
import type { Rule } from '../rule';
import type { MapRule } from '../rules';
import { all, text } from '../rules';

/** Maximum lengths of a variable's name and value; a ConfigMap holds one mebibyte in total. */
const MAX_NAME = 200;
const MAX_VALUE = 32 * 1024;

/** Variables that the image, the manifests and the runtime module set. */
const TAKEN = [
  'APP_ENV',
  'APP_NAME',
  'APP_VERSION',
  'HOST',
  'LOG_LEVEL',
  'PATH',
  'PORT',
  'REQUEST_LOGS',
  'TRACING_OTLP_ENDPOINT',
  'TRUSTED_PROXIES',
];

/** Options that set them. */
const OPTIONS: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'set logLevel instead',
  PORT: 'set port instead',
  REQUEST_LOGS: 'set requestLogs instead',
  TRACING_OTLP_ENDPOINT: 'set tracing instead',
  TRUSTED_PROXIES: 'set trustedProxies instead',
};

/** Name of an environment variable (POSIX, 8.1). */
export const variableName: Rule = all(
  text({
    must: `be the name of an environment variable: letters, digits and underscores, not beginning with a digit or two underscores, at most ${MAX_NAME} characters`,
    test: (value) => /^(?!__)[A-Za-z_][A-Za-z0-9_]*$/.test(value) && value.length <= MAX_NAME,
  }),
  text({
    must: `not be a variable that the library sets: ${TAKEN.join(', ')}`,
    test: (value) => !TAKEN.includes(value),
    fix: (value) => OPTIONS[value] ?? 'choose another name',
  }),
);

/** Value of an environment variable: text that reaches a process unchanged. */
export const variableValue: Rule = text({
  must: `be text of at most ${MAX_VALUE} characters, without ${UNSAFE_TEXT}`,
  test: (value) => value.length <= MAX_VALUE && isSafeText(value),
  fix: () => 'put numbers and booleans in quotes, and large texts in files of the image',
});

/** Everyone who can read the repository reads its values. */
export const plainVariable: MapRule['entry'] = (name, value) =>
  typeof value === 'string' && isCredential(name, value)
    ? {
        code: 'plaintext-secret',
        must: 'not contain a password, a token or a private key: env is plain text in git',
        got: NOT_SHOWN,
        fix: `add ${name} to secrets of the app and seal it with make seal; if you pushed the value, revoke it`,
      }
    : undefined;

/** An input or a variable of a CI step. */
export const plainInput: MapRule['entry'] = (name, value) =>
  typeof value === 'string' && isCredential(name, value)
    ? {
        code: 'plaintext-secret',
        must: plainText('workflows'),
        got: NOT_SHOWN,
        fix: ADD_SECRET,
      }
    : undefined;
