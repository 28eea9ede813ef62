import type { Rule } from '../rules';
import { text } from '../rules';

const NPM_PACKAGE = /^(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*(?:@.+)?$/;

/** A Debian package (Debian Policy, 5.6.1), with a version or without. */
const DEBIAN_PACKAGE = /^[a-z0-9][a-z0-9+.-]{0,98}[a-z0-9.+](?:=[A-Za-z0-9.+:~*-]+)?$/;

export const npmPackage: Rule = text({
  must: "be the name of an npm package with an optional version, such as 'prettier@^3'",
  test: (value) => NPM_PACKAGE.test(value),
});

export const debianPackage: Rule = text({
  must: "be the name of a Debian package with an optional version, such as 'libpq5' or 'libpq5=17.*'",
  test: (value) => DEBIAN_PACKAGE.test(value),
});
