import type { Rule } from '../rule';
import { text } from '../rules';

/**
 * Maximum length of an npm package name.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name
 */
const MAX_NPM_NAME = 214;

/** Maximum length of a version, which may be an address or a path. */
const MAX_NPM_VERSION = 2048;

const NPM_PACKAGE = new RegExp(
  String.raw`^(?=.{1,${MAX_NPM_NAME}}(?:$|@.))(?:@[a-z0-9~][a-z0-9._~-]*\/)?[a-z0-9~][a-z0-9._~-]*(?:@\P{Cc}{1,${MAX_NPM_VERSION}})?$`,
  'u',
);

/**
 * A Debian package with an optional version. A trailing dash would tell apt to remove it.
 *
 * @see https://www.debian.org/doc/debian-policy/ch-controlfields.html#source
 */
const DEBIAN_PACKAGE = /^[a-z0-9][a-z0-9+.-]*[a-z0-9.+](?:=[0-9A-Za-z*](?:[A-Za-z0-9.+:~*-]*[A-Za-z0-9.+~*])?)?$/;

/** Maximum length of a name with version: the package file is named `name_version_architecture.deb`. */
const MAX_DEBIAN = 255;

export const npmPackage: Rule = text({
  must: `be the name of an npm package with an optional version, such as 'prettier@^3', at most ${MAX_NPM_NAME} characters and ${MAX_NPM_VERSION} for the version`,
  test: (value) => NPM_PACKAGE.test(value),
});

export const debianPackage: Rule = text({
  must: `be the name of a Debian package with an optional version, such as 'libpq5' or 'libpq5=17.*', at most ${MAX_DEBIAN} characters`,
  test: (value) => DEBIAN_PACKAGE.test(value) && value.length <= MAX_DEBIAN,
});

/**
 * The name of a Python package, without a version or extras.
 *
 * @see https://packaging.python.org/en/latest/specifications/name-normalization/
 */
const PYTHON_PACKAGE = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** Maximum length of a name: longer than any on PyPI, and file names have room for the version. */
const MAX_PYTHON_NAME = 128;

export const pythonPackage: Rule = text({
  must: `be the name of a Python package without a version, such as 'docopt', at most ${MAX_PYTHON_NAME} characters`,
  test: (value) => PYTHON_PACKAGE.test(value) && value.length <= MAX_PYTHON_NAME,
});

/** Name of a Debian package, without its version. */
export function debianName(value: string): string {
  return value.split('=')[0];
}

/** Name of an npm package, without its version; a scope also begins with @. */
export function npmName(value: string): string {
  const at = value.indexOf('@', 1);
  return at < 0 ? value : value.slice(0, at);
}
