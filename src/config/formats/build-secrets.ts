import type { Rule } from '../rules';
import { text } from '../rules';

export const secretName: Rule = text({
  must: 'be a name of capital letters, digits and underscores that does not begin with GITHUB_',
  test: (value) => /^(?!GITHUB_|PATH$)[A-Z][A-Z0-9_]{0,99}$/.test(value),
});

export const secretPath: Rule = text({
  must: "be the path of a file below /root or /run, such as '/root/.netrc'",
  test: (value) => /^\/(?:root|run)(?:\/[A-Za-z0-9._-]+)+$/.test(value) && !/\/\.{1,2}(?:\/|$)/.test(value),
});
