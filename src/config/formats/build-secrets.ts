import { MAX_PATH, MAX_PATH_PART } from './paths';
import type { Rule } from '../rule';
import { text } from '../rules';

/** Maximum length of a name; GitHub and Docker document no limit. */
const MAX_NAME = 100;

/** Variables that the runner and its programs depend on: a secret with that name would override them, or be ignored. */
const TAKEN =
  /^(?:(?:ACTIONS|GITHUB|INPUT|RUNNER)_|(?:CI|DOCKER_CONFIG|DOCKER_HOST|HOME|LD_PRELOAD|NODE_OPTIONS|PATH)$)/;

/** Where the step that reads secrets stores pip's cache. */
const CACHE = /^\/root\/\.cache(?:\/|$)/;

/**
 * A secret of a repository, which is also an environment variable of the build.
 *
 * @see https://docs.github.com/en/actions/reference/security/secrets#naming-your-secrets
 */
export const buildSecretName: Rule = text({
  must: `be a name of capital letters, digits and underscores, at most ${MAX_NAME} characters, and not a variable of the runner, such as GITHUB_TOKEN or PATH`,
  test: (value) => /^[A-Z][A-Z0-9_]*$/.test(value) && value.length <= MAX_NAME && !TAKEN.test(value),
});

export const secretPath: Rule = text({
  must: `be the path of a file below /root or /run, such as '/root/.netrc', not in /root/.cache, at most ${MAX_PATH} characters and ${MAX_PATH_PART} in each part`,
  test: (value) =>
    /^\/(?:root|run)(?:\/[A-Za-z0-9._-]+)+$/.test(value) &&
    value.length <= MAX_PATH &&
    value.split('/').every((part) => part !== '.' && part !== '..' && part.length <= MAX_PATH_PART) &&
    !CACHE.test(value),
});
